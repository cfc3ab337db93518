/**
 * What log shippers put before (and behind) a message, and what it tells of the component that wrote it.
 */
import type { Line } from './normalise.ts';

const stamp = String.raw`(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})?|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,\d]{0,10}(?:Z|[+-]\d\d:?\d\d)?)`;

const prefixes: readonly RegExp[] = [
  // journald and syslog
  new RegExp(String.raw`^(?:<\d{1,3}>)?${stamp} [\w.-]{1,253} (?<component>[\w@./-]{1,64})(?:\[\d{1,10}\])?: `),
  // the container runtime interface
  new RegExp(String.raw`^${stamp} (?:stdout|stderr) [FP] `),
  // kubectl logs --prefix
  /^\[pod\/[^\]\s/]{1,253}\/(?<component>[^\]\s/]{1,63})\] /,
  // docker compose
  /^[\w.-]{1,128} {1,64}\| /,
  // klog
  /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{1,9} {1,8}\d{1,10} [\w.-]{1,128}:\d{1,6}\] /,
  new RegExp(`^${stamp} `),
  // quoted in a chat or a mail
  /^\s{0,16}(?:>|[*•-]|```)\s{0,4}/,
];

const docker = /^\{"log":"(?<log>.{0,65536}?)(?:\\n)?","stream":"(?:stdout|stderr)"/;

/** The line without its outermost prefix, or undefined where it has none that is known. */
export function withoutPrefix(line: Line): Line | undefined {
  for (const prefix of prefixes) {
    const length = prefix.exec(line.text)?.[0].length ?? 0;
    if (length > 0) return part(line, length, line.text.length);
  }
  const log = docker.exec(line.text)?.groups?.['log'];
  return log === undefined ? undefined : part(line, '{"log":"'.length, '{"log":"'.length + log.length);
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
