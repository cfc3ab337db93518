/**
 * A pattern as an expression of JavaScript's own engine, which confirms ten times as fast as the linear one. It backtracks, so only
 * such patterns come to it whose every repetition is of one character at a time and which leave little room for trying again; all
 * others are left to the linear engine.
 */
import type { AST } from '@eslint-community/regexpp';
import { readPattern } from './pattern.ts';

export type Native = { readonly source: string; readonly flags: string };

/** More repetitions than this count as endless. */
const few = 64;
/** A repetition that can match in more ways than this may try too many of them. */
const fewWays = 1000;
/** Endless repetitions of what matches nearly everything: with each of them time grows by a degree. */
const wideAllowed = { sensitive: 2, folding: 1 } as const;

/** The same expression in ECMAScript's syntax, or undefined where it is not to be had, or not safe. */
export function nativeOf(pattern: string): Native | undefined {
  const { tree, foldsCase } = readPattern(pattern);
  if (!isTame(tree.alternatives, foldsCase ? wideAllowed.folding : wideAllowed.sensitive)) return undefined;
  const native = translate(pattern);
  if (native === undefined) return undefined;
  try {
    return new RegExp(native.source, native.flags).flags === native.flags ? native : undefined;
  } catch {
    return undefined;
  }
}

function isTame(alternatives: readonly AST.Alternative[], wide: number): boolean {
  return alternatives.every(({ elements }) => repeatsCharacters(elements) && elements.reduce((sum, element) => sum + widthOf(element), 0) <= wide);
}

function repeatsCharacters(elements: readonly AST.Element[]): boolean {
  return elements.every((element) => {
    if (element.type === 'Quantifier')
      return (
        isCharacter(element.element) ||
        waysOf(element.element) ** element.max <= fewWays ||
        (element.max === 1 && inner(element.element).every(repeatsCharacters))
      );
    return inner(element).every(repeatsCharacters);
  });
}

function inner(element: AST.Element): readonly (readonly AST.Element[])[] {
  return element.type === 'Group' || element.type === 'CapturingGroup' ? element.alternatives.map(({ elements }) => elements) : [];
}

function isCharacter({ type }: AST.Element): boolean {
  return type === 'Character' || type === 'CharacterSet' || type === 'CharacterClass';
}

/** In how many ways, at most, it can match at a place. */
function waysOf(element: AST.Element): number {
  if (element.type === 'Quantifier') {
    const once = waysOf(element.element);
    return once === 1 ? element.max - element.min + 1 : once ** element.max;
  }
  const within = inner(element);
  if (within.length === 0) return 1;
  return within.reduce((sum, elements) => sum + elements.reduce((product, one) => product * waysOf(one), 1), 0);
}

/** How many endless repetitions of nearly everything there are on the widest way through. */
function widthOf(element: AST.Element): number {
  if (element.type === 'Quantifier') {
    const { element: repeated, max } = element;
    const wide = (repeated.type === 'CharacterSet' && (repeated.kind === 'any' || repeated.negate)) || (repeated.type === 'CharacterClass' && repeated.negate);
    return wide && max > few ? 1 : widthOf(repeated);
  }
  return Math.max(0, ...inner(element).map((elements) => elements.reduce((sum, one) => sum + widthOf(one), 0)));
}

const blank = String.raw`\t\n\f\r `;

/** What RE2 and ECMAScript mean alike is kept, what they write differently is rewritten, for all else there is none. */
function translate(pattern: string): Native | undefined {
  if (/[\uD800-\uDFFF]/.test(pattern)) return undefined;
  const [, leading = ''] = /^\(\?([is]{1,2})\)/.exec(pattern) ?? [];
  const dot = leading.includes('s') ? '[^]' : String.raw`[^\n]`;
  let source = '';
  let inClass = false;
  for (let at = leading === '' ? 0 : leading.length + 3; at < pattern.length;) {
    const character = pattern.charAt(at);
    if (character === '\\') {
      const put = escape(pattern.charAt(at + 1), inClass);
      if (put === undefined) return undefined;
      source += put;
      at += 2;
      continue;
    }
    if (inClass) {
      if (character === '[' && pattern.charAt(at + 1) === ':') return undefined;
      source += character === '[' ? String.raw`\[` : character;
      inClass = character !== ']';
    } else if (character === '[') {
      // A bracket that closes at once is one of the class's characters.
      const [opening = '[', , bracket] = /^\[(\^?)(\]?)/.exec(pattern.slice(at, at + 3)) ?? [];
      source += bracket === ']' ? opening.replace(']', String.raw`\]`) : opening;
      inClass = true;
      at += opening.length;
      continue;
    } else if (character === '.') source += dot;
    else if (character === '(' && pattern.charAt(at + 1) === '?') {
      const [opening] = /^\(\?(?::|P?<[A-Za-z_]\w*>|i:)/.exec(pattern.slice(at, at + 80)) ?? [];
      if (opening === undefined) return undefined;
      source += opening.replace('?P<', '?<');
      at += opening.length;
      continue;
    } else source += character;
    at += 1;
  }
  return { source, flags: leading.includes('i') ? 'i' : '' };
}

function escape(letter: string, inClass: boolean): string | undefined {
  if (letter === 's') return inClass ? blank : `[${blank}]`;
  if (letter === 'S') return inClass ? undefined : `[^${blank}]`;
  if (letter === 'A') return '^';
  if (letter === 'z') return '$';
  if (letter === 'b' && inClass) return undefined;
  if (/^[dDwWbBtnrfv]$/.test(letter) || /^[^A-Za-z0-9\s]$/.test(letter)) return `\\${letter}`;
  return undefined;
}
