/** For a pattern, the texts that cost a matcher most: long runs of what its repetitions accept, its beginning again and again, near misses. */
import type { AST } from '@eslint-community/regexpp';
import { readPattern } from '#diagnosis/pattern.ts';

/** How far an endless repetition is taken. */
const far = 2000;

/** @param length Characters of each text, about. */
export function worstCases(pattern: string, length: number): readonly string[] {
  return readPattern(pattern).tree.alternatives.flatMap(({ elements }) => {
    const least = elements.map((element) => written(element, 0));
    const whole = least.join('');
    const runs = elements.flatMap((element, index) =>
      element.type === 'Quantifier' && element.max > 8 ? [least.slice(0, index).join('') + written(element, far)] : [],
    );
    const longest = elements.map((element) => written(element, far / elements.length)).join('');
    const beginning = least.slice(0, Math.max(1, Math.ceil(least.length / 2))).join('');
    return [...runs, longest.slice(0, -1), beginning, whole.slice(0, -1), whole.slice(1)].filter((text) => text !== '').map((text) => filled(text, length));
  });
}

/** The text over and over, in lines and without any. */
function filled(text: string, length: number): string {
  const times = Math.max(1, Math.floor(length / 2 / text.length));
  return `${text.repeat(times)}\n${`${text}\n`.repeat(times)}`;
}

/** Something that the element matches, its repetitions as often as they must, or so often where they may. */
function written(element: AST.Element, often: number): string {
  switch (element.type) {
    case 'Character':
      return String.fromCodePoint(element.value);
    case 'CharacterSet':
      return element.kind === 'space' ? ' ' : element.kind === 'digit' ? '1' : 'a';
    case 'CharacterClass':
      return inClass(element);
    case 'Group':
    case 'CapturingGroup':
      return (element.alternatives[0]?.elements ?? []).map((one) => written(one, 0)).join('');
    case 'Quantifier': {
      const once = written(element.element, 0);
      return once.repeat(Math.max(element.min, Math.min(element.max, Math.floor(often / Math.max(1, once.length)))));
    }
    case 'Assertion':
    case 'Backreference':
    case 'ExpressionCharacterClass':
      return '';
  }
}

function inClass({ elements, negate }: AST.CharacterClass): string {
  if (negate) return 'a';
  const [first] = elements;
  if (first?.type === 'Character') return String.fromCodePoint(first.value);
  if (first?.type === 'CharacterClassRange') return String.fromCodePoint(first.min.value);
  return first?.type === 'CharacterSet' ? written(first, 0) : 'a';
}
