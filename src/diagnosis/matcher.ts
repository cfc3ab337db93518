/**
 * What confirms a signature on a line: JavaScript's own expressions for patterns that are tame, RE2's engine, linear in the text
 * whatever the pattern, for all others and for what turns out slow.
 */
import { createRequire } from 'node:module';
import type * as Re2 from 're2js';
import { clock } from './clock.ts';
import type { Native } from './native.ts';

/** A pattern in RE2's syntax, and the same for the native engine where that may run it. */
export type Expression = { readonly pattern: string; readonly native?: Native | undefined };

export type Found = { readonly from: number; readonly to: number; readonly groups: Readonly<Record<string, string | undefined>> };

/** The leftmost match, or undefined. */
export type Matcher = (text: string) => Found | undefined;

let prepared = false;

/** Should an expression backtrack more than its vetting foresaw, V8 goes on with its own linear engine where that can. */
function prepare(): void {
  process.getBuiltinModule('node:v8').setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
  prepared = true;
}

/** No text that is shorter can be made slow. Characters. */
const short = 512;
/** Milliseconds that a line may take, and by how much lines may go beyond it until the expression is not tried natively again. */
const fair = 0.5;
const patience = 50;

/** Compiles with the first text. */
export function matcherOf({ pattern, native }: Expression): Matcher {
  let match: Matcher | undefined;
  if (native === undefined) return (text) => (match ??= linear(pattern))(text);
  let expression: RegExp | undefined;
  let overdrawn = 0;
  return (text) => {
    if (match !== undefined) return match(text);
    if (!prepared && text.length > short) prepare();
    expression ??= new RegExp(native.source, native.flags);
    const began = clock();
    const found = expression.exec(text);
    overdrawn = Math.max(0, overdrawn + clock() - began - fair);
    if (overdrawn > patience) match = linear(pattern);
    return found === null ? undefined : { from: found.index, to: found.index + found[0].length, groups: found.groups ?? none };
  };
}

const none: Found['groups'] = {};

let re2: typeof Re2 | undefined;

function linear(pattern: string): Matcher {
  // Loaded where it is needed: most processes that answer once never are.
  re2 ??= createRequire(import.meta.url)('re2js') as typeof Re2;
  const expression = re2.RE2JS.compile(pattern);
  const names = Object.keys(expression.namedGroups());
  return (text) => {
    const matcher = expression.matcher(text);
    if (!matcher.find()) return undefined;
    return { from: matcher.start(), to: matcher.end(), groups: Object.fromEntries(names.map((name) => [name, matcher.group(name) ?? undefined])) };
  };
}
