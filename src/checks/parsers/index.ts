/** Every parser by the name that probes give; a test says that this list is the folder. */
import { fileSystems } from './file-systems.ts';
import { ipAddress } from './ip-address.ts';
import { ipLink } from './ip-link.ts';
import { iptablesRules } from './iptables-rules.ts';
import { json } from './json.ts';
import { keyValues } from './key-values.ts';
import { lines } from './lines.ts';
import { outcome } from './outcome.ts';
import type { Parser } from './parser.ts';
import { paths } from './paths.ts';
import { sockets } from './sockets.ts';

export const parsers: Readonly<Record<string, Parser>> = {
  'file-systems': fileSystems,
  'ip-address': ipAddress,
  'ip-link': ipLink,
  'iptables-rules': iptablesRules,
  json,
  'key-values': keyValues,
  lines,
  outcome,
  paths,
  sockets,
};

/** @throws when no parser has that name; the loader refuses a probe that names one. */
export function parserNamed(name: string): Parser {
  const found = Object.hasOwn(parsers, name) ? parsers[name] : undefined;
  if (found === undefined) throw new Error(`there is no parser called ${name}`);
  return found;
}
