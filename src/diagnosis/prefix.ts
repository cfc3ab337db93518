/**
 * What log shippers put before (and behind) a message, and what it tells of the component that wrote it.
 */
import type { Line } from './normalise.ts';

const stamp = String.raw`(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})?|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,\d]{0,10}(?:Z|[+-]\d\d:?\d\d)?)`;

const level = 'TRACE|DEBUG|INFO|WARN|WARNING|ERROR|DPANIC|PANIC|FATAL';

const prefixes: readonly RegExp[] = [
  // journald and syslog, as of RFC 3164 and of RFC 5424
  new RegExp(String.raw`^(?:<\d{1,3}>)?${stamp} (?!(?:${level}) )[\w.-]{1,253} (?<component>[\w@./-]{1,64})(?:\[\d{1,10}\])?: `),
  new RegExp(String.raw`^<\d{1,3}>1 ${stamp} \S{1,255} (?<component>\S{1,48}) \S{1,128} \S{1,32} (?:-|\[[^\]]{0,512}\]) `),
  // the container runtime interface
  new RegExp(String.raw`^${stamp} (?:stdout|stderr) [FP] `),
  // kubectl logs --prefix
  /^\[pod\/[^\]\s/]{1,253}\/(?<component>[^\]\s/]{1,63})\] /,
  // docker compose
  /^[\w.-]{1,128} {1,64}\| /,
  // stern: a pod's name ends in an ordinal or in what the API server made up
  /^[a-z0-9][a-z0-9.-]{0,247}-(?:\d{1,3}|[a-z0-9]{5}) (?<component>[a-z0-9][a-z0-9-]{0,62}) (?=\S| {2})/,
  // klog
  /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{1,9} {1,8}\d{1,10} [\w.-]{1,128}:\d{1,6}\] /,
  new RegExp(String.raw`^${stamp}[ \t]`),
  // a level, and what zap puts between it and the message
  new RegExp(String.raw`^(?:${level})[ \t](?:[\w./-]{1,128}(?::\d{1,6})?\t){0,2}`),
  // the labels of Loki
  /^\{[a-zA-Z_]\w{0,63}="[^{}]{0,2048}"\} /,
  // quoted in a chat or a mail
  /^\s{0,16}(?:>|[*•-]|```)\s{0,4}/,
];

/** The message as a string among other fields: JSON, logfmt, klog's structured form, what fluent-bit prints. */
const field = /(?:^\{|[\s,{])(?:"(?:log|msg|message|line)"(?::|=>) ?|(?:msg|err|error)=)"(?<message>[^"\\]*(?:\\.[^"\\]*)*)"/;
const fenceBehind = /(?<=\S)\s{0,4}```\s{0,4}$/;

/** The line without its outermost prefix, or undefined where it has none that is known. */
export function withoutPrefix(line: Line): Line | undefined {
  for (const prefix of prefixes) {
    const length = prefix.exec(line.text)?.[0].length ?? 0;
    if (length > 0) return part(line, length, line.text.length);
  }
  const found = field.exec(line.text);
  const message = found?.groups?.['message'];
  if (found !== null && message !== undefined) {
    const end = found.index + found[0].length - 1;
    // Docker and fluent-bit keep the line's own end.
    return part(line, end - message.length, message.endsWith('\\n') ? end - 2 : end);
  }
  const fence = fenceBehind.exec(line.text);
  return fence === null ? undefined : part(line, 0, fence.index);
}

/** The lines of a message that was several before it was escaped; none where it was one. */
export function linesWithin(line: Line): readonly Line[] {
  if (!line.text.includes('\n')) return [];
  let from = 0;
  return line.text.split('\n').map((text) => {
    const one = part(line, from, from + text.length);
    from += text.length + 1;
    return one;
  });
}

function part(line: Line, from: number, to: number): Line {
  return { text: line.text.slice(from, to), at: (offset) => line.at(offset + from) };
}

/** Programs that carry several components in one process, or write others' lines in their own name. */
const carriers = new Set(['k3s', 'rke2', 'k0s', 'microk8s', 'hyperkube', 'docker', 'dockerd', 'systemd', 'containerd-shim']);

/** Who wrote the line, where its prefixes say so: a program's name or a container's. */
export function componentOf(line: Line): string | undefined {
  let rest: Line | undefined = line;
  for (let depth = 0; rest !== undefined && depth < 5; depth++) {
    for (const prefix of prefixes) {
      const component = prefix.exec(rest.text)?.groups?.['component'];
      if (component === undefined) continue;
      const name = component.slice(component.lastIndexOf('/') + 1).toLowerCase();
      return carriers.has(name) ? undefined : name;
    }
    rest = withoutPrefix(rest);
  }
  return undefined;
}
