/**
 * What log shippers put before (and behind) a message, and what it tells: when, how grave, by which component, about which object.
 */
import type { Line } from './normalise.ts';

const stamp = String.raw`(?<time>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})?|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,\d]{0,10}(?:Z|[+-]\d\d:?\d\d)?)`;

const prefixes: readonly RegExp[] = [
  // journald and syslog
  new RegExp(String.raw`^(?:<\d{1,3}>)?${stamp} [\w.-]{1,253} (?<component>[\w@./-]{1,64})(?:\[\d{1,10}\])?: `),
  // the container runtime interface
  new RegExp(String.raw`^${stamp} (?:stdout|stderr) [FP] `),
  // kubectl logs --prefix
  /^\[(?<object>pod\/[^\]\s/]{1,253})\/(?<component>[^\]\s/]{1,63})\] /,
  // docker compose
  /^[\w.-]{1,128} {1,64}\| /,
  // klog
  /^(?<severity>[IWEF])(?<time>\d{4} \d\d:\d\d:\d\d\.\d{1,9}) {1,8}\d{1,10} [\w.-]{1,128}:\d{1,6}\] /,
  new RegExp(`^${stamp} `),
  // quoted in a chat or a mail
  /^\s{0,16}(?:>|[*•-]|```)\s{0,4}/,
];

const docker = /^\{"log":"(?<log>.{0,65536}?)(?:\\n)?","stream":"(?:stdout|stderr)"(?:,"time":"(?<time>[^"]{1,40})")?/;

/** A line without its outermost prefix, and what that said. */
export type Peeled = { readonly rest: Line; readonly said: Readonly<Partial<Record<'time' | 'severity' | 'component' | 'object', string>>> };

/** Undefined where the line has no prefix that is known. */
export function peel(line: Line): Peeled | undefined {
  for (const prefix of prefixes) {
    const found = prefix.exec(line.text);
    if (found !== null) return { rest: part(line, found[0].length, line.text.length), said: found.groups ?? {} };
  }
  const found = docker.exec(line.text);
  const log = found?.groups?.['log'];
  return log === undefined ? undefined : { rest: part(line, '{"log":"'.length, '{"log":"'.length + log.length), said: found?.groups ?? {} };
}

/** The line without its outermost prefix, or undefined where it has none that is known. */
export function withoutPrefix(line: Line): Line | undefined {
  return peel(line)?.rest;
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
