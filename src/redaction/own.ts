/** Patterns of the organisation's own, in RE2 syntax: they run in an engine that is linear in the text, whatever is written in them. */
import { createRequire } from 'node:module';
import type * as Re2 from 're2js';

/** `name` is what is said in the place of what was found. */
export type OwnPattern = { readonly name: string; readonly pattern: string };

let library: typeof Re2 | undefined;

/** Loaded where there is a pattern: it takes longer to load than all the rest of this room. */
function re2(): typeof Re2 {
  library ??= createRequire(import.meta.url)('re2js') as typeof Re2;
  return library;
}

/** A pattern that cannot be used, and why. */
export class OwnPatternError extends Error {}

/** What a pattern must find nothing in: it would cut between any two letters. */
const nothing = ['', 'a', ' ', 'a 1\nb'];

/** Compiles a pattern. @throws {OwnPatternError} */
function compileOwn({ pattern }: OwnPattern): Re2.RE2JS {
  let compiled: Re2.RE2JS;
  try {
    compiled = re2().RE2JS.compile(pattern);
  } catch (error) {
    throw new OwnPatternError(`is not an expression in RE2 syntax: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  for (const text of nothing) {
    const matcher = compiled.matcher(text);
    if (matcher.find() && matcher.start() === matcher.end()) throw new OwnPatternError('matches the empty text: it would cut everywhere');
  }
  return compiled;
}

/** What is wrong with a pattern; nothing where it can be used. */
export function problemOfOwn(pattern: string): string | undefined {
  try {
    compileOwn({ name: '', pattern });
    return undefined;
  } catch (error) {
    if (error instanceof OwnPatternError) return error.message;
    throw error;
  }
}

/** A look for all of them. @throws {OwnPatternError} */
export function ownSecrets(
  patterns: readonly OwnPattern[],
): (text: string) => readonly { readonly from: number; readonly to: number; readonly what: string }[] {
  const compiled = patterns.map((one) => ({ what: one.name, expression: compileOwn(one) }));
  return (text) =>
    compiled.flatMap(({ what, expression }) => {
      const spans = [];
      const matcher = expression.matcher(text);
      while (matcher.find()) if (matcher.end() > matcher.start()) spans.push({ from: matcher.start(), to: matcher.end(), what });
      return spans;
    });
}
