/**
 * A signature's pattern as a syntax tree. Patterns are written in RE2's syntax; the parser reads ECMAScript's. What only RE2
 * knows is rewritten to something that takes part in no literal, so the tree may be wider than the pattern, never narrower.
 */
import { type AST, RegExpParser } from '@eslint-community/regexpp';

export type PatternTree = {
  readonly tree: AST.Pattern;
  /** Some part of it ignores case. */
  readonly foldsCase: boolean;
};

/** A pattern that no engine can be made of; the message says what to change. */
export class PatternError extends Error {
  constructor(problem: string, options?: ErrorOptions) {
    super(problem, options);
    this.name = 'PatternError';
  }
}

const parser = new RegExpParser({ ecmaVersion: 2024 });
/** Stands for one character of any kind, within a class and outside of it. */
const anyCharacter = String.raw`\w`;

/** @throws {PatternError} */
export function readPattern(pattern: string): PatternTree {
  const { source, foldsCase } = toEcmaScript(pattern);
  try {
    return { tree: parser.parsePattern(source, 0, source.length, { unicode: false }), foldsCase };
  } catch (error) {
    throw new PatternError(`${pattern}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function toEcmaScript(pattern: string): { readonly source: string; readonly foldsCase: boolean } {
  let source = '';
  let foldsCase = false;
  let inClass = false;
  let at = 0;
  while (at < pattern.length) {
    const rest = pattern.slice(at, at + 64);
    if (rest.startsWith('\\')) {
      const [length, put] = escapeOf(pattern, at, inClass);
      source += put;
      at += length;
    } else if (inClass) {
      const named = /^\[:\^?[a-z]+:\]/.exec(rest);
      source += named === null ? rest.charAt(0) : anyCharacter;
      if (rest.startsWith(']')) inClass = false;
      at += named?.[0].length ?? 1;
    } else if (rest.startsWith('[')) {
      // A bracket that closes at once is one of the class's characters.
      const [opening = '[', , bracket] = /^\[(\^?)(\]?)/.exec(rest) ?? [];
      source += bracket === ']' ? opening.replace(']', String.raw`\]`) : opening;
      inClass = true;
      at += opening.length;
    } else if (rest.startsWith('(?P<')) {
      source += '(?<';
      at += 4;
    } else {
      const flags = /^\(\?([imsU]*)(?:-[imsU]+)?([:)])/.exec(rest);
      if (flags === null) {
        source += rest.charAt(0);
        at += 1;
      } else {
        foldsCase ||= (flags[1] ?? '').includes('i');
        source += flags[2] === ':' ? '(?:' : '(?:)';
        at += flags[0].length;
      }
    }
  }
  return { source, foldsCase };
}

/** How long the escape at `at` is, and what to put in its place. */
function escapeOf(pattern: string, at: number, inClass: boolean): readonly [length: number, put: string] {
  const letter = pattern.charAt(at + 1);
  if (letter === '') throw new PatternError(`${pattern}: ends in a backslash`);
  if (letter === 'Q' && !inClass) {
    const end = pattern.indexOf(String.raw`\E`, at + 2);
    const quoted = pattern.slice(at + 2, end < 0 ? pattern.length : end);
    return [quoted.length + (end < 0 ? 2 : 4), quoted.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)];
  }
  const wide = /^\\(?:[pP](?:\{[^}]*\}|.)|x\{[0-9A-Fa-f]+\})/.exec(pattern.slice(at, at + 64));
  if (wide !== null) return [wide[0].length, anyCharacter];
  if (letter === 'u') throw new PatternError(`${pattern}: RE2 knows no \\u; write the character itself, or \\x{…}`);
  if (/[1-9]/.test(letter)) throw new PatternError(`${pattern}: RE2 knows no back-references`);
  const put = { A: '^', z: '$', C: '.', a: String.raw`\x07` }[letter];
  return [2, put ?? `\\${letter}`];
}
