/**
 * What log shippers put before (and behind) a message, and what it tells: when, how grave, by which component, about which object.
 */
import type { Line } from './normalise.ts';

const stamp = String.raw`(?<time>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})?|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,\d]{0,10}(?:Z|[+-]\d\d:?\d\d)?)`;

const level = 'TRACE|DEBUG|INFO|WARN|WARNING|ERROR|DPANIC|PANIC|FATAL';

const prefixes: readonly RegExp[] = [
  // journald and syslog, as of RFC 3164 and of RFC 5424
  new RegExp(String.raw`^(?:<\d{1,3}>)?${stamp} (?!(?:${level}) )[\w.-]{1,253} (?<component>[\w@./-]{1,64})(?:\[\d{1,10}\])?: `),
  new RegExp(String.raw`^<\d{1,3}>1 ${stamp} \S{1,255} (?<component>\S{1,48}) \S{1,128} \S{1,32} (?:-|\[[^\]]{0,512}\]) `),
  // the container runtime interface
  new RegExp(String.raw`^${stamp} (?:stdout|stderr) [FP] `),
  // kubectl logs --prefix
  /^\[(?<object>pod\/[^\]\s/]{1,253})\/(?<component>[^\]\s/]{1,63})\] /,
  // docker compose
  /^[\w.-]{1,128} {1,64}\| /,
  // stern: a pod's name ends in an ordinal or in what the API server made up
  /^[a-z0-9][a-z0-9.-]{0,247}-(?:\d{1,3}|[a-z0-9]{5}) (?<component>[a-z0-9][a-z0-9-]{0,62}) (?=\S| {2})/,
  // klog
  /^(?<severity>[IWEF])(?<time>\d{4} \d\d:\d\d:\d\d\.\d{1,9}) {1,8}\d{1,10} [\w.-]{1,128}:\d{1,6}\] /,
  new RegExp(String.raw`^${stamp}[ \t]`),
  // a level, and what zap puts between it and the message
  new RegExp(String.raw`^(?<severity>${level})[ \t](?:[\w./-]{1,128}(?::\d{1,6})?\t){0,2}`),
  // the labels of Loki
  /^\{[a-zA-Z_]\w{0,63}="[^{}]{0,2048}"\} /,
  // quoted in a chat or a mail
  /^\s{0,16}(?:>|[*•-]|```)\s{0,4}/,
];

/** The message as a string among other fields: JSON, logfmt, klog's structured form, what fluent-bit prints. */
const field = /(?:^\{|[\s,{])(?:"(?:log|msg|message|line)"(?::|=>) ?|(?:msg|err|error)=)"(?<message>[^"\\]*(?:\\.[^"\\]*)*)"/;
const dockerTime = /,"time":"(?<time>[^"]{1,40})"\}?\s*$/;
const fenceBehind = /(?<=\S)\s{0,4}```\s{0,4}$/;

/** A line without its outermost prefix, and what that said. */
export type Peeled = {
  readonly rest: Line;
  readonly said: Readonly<Partial<Record<'time' | 'severity' | 'component' | 'object', string>>>;
  /** The rest stood in a string among other fields, and has its escapes. */
  readonly isField: boolean;
};

/** Undefined where the line has no prefix that is known. */
export function peel(line: Line): Peeled | undefined {
  for (const prefix of prefixes) {
    const found = prefix.exec(line.text);
    if (found !== null) return { rest: part(line, found[0].length, line.text.length), said: found.groups ?? {}, isField: false };
  }
  const found = field.exec(line.text);
  const message = found?.groups?.['message'];
  if (found !== null && message !== undefined) {
    const end = found.index + found[0].length - 1;
    // Docker and fluent-bit keep the line's own end.
    const rest = part(line, end - message.length, message.endsWith('\\n') ? end - 2 : end);
    return { rest, said: dockerTime.exec(line.text)?.groups ?? {}, isField: true };
  }
  const fence = fenceBehind.exec(line.text);
  return fence === null ? undefined : { rest: part(line, 0, fence.index), said: {}, isField: false };
}

/** The line without its outermost prefix, or undefined where it has none that is known. */
export function withoutPrefix(line: Line): Line | undefined {
  return peel(line)?.rest;
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

/** A component as entries name it; undefined for a program that speaks for others. */
export function componentNamed(written: string): string | undefined {
  const name = written.slice(written.lastIndexOf('/') + 1).toLowerCase();
  return carriers.has(name) ? undefined : name;
}

/** Prefixes stand in one another at most so deep. */
export const deepest = 5;

/** Who wrote the line, where its prefixes say so: a program's name or a container's. */
export function componentOf(line: Line): string | undefined {
  let layer = peel(line);
  for (let depth = 0; layer !== undefined && depth < deepest; depth++) {
    if (layer.said.component !== undefined) return componentNamed(layer.said.component);
    layer = peel(layer.rest);
  }
  return undefined;
}
