/**
 * Longer literals than those that stand in a pattern in one piece: alternatives taken together with the words around them, so that
 * `(?:ping|PING) 10\.` is looked for as `ping 10.` and `PING 10.`, which are rare where their parts are not.
 */
import type { AST } from '@eslint-community/regexpp';

/** No set has more: each of them is looked for. */
const mostPhrases = 16;
const mostOfClass = 4;

/** Sets of phrases, one of which occurs in every match. @param stays Whether a character is in the text as it is in the message. */
export function phrasesIn({ alternatives }: AST.Pattern, stays: (character: string) => boolean): readonly (readonly string[])[] {
  const sets: (readonly string[])[] = [];
  let runs: readonly string[] = [''];
  let isWidened = false;
  const end = (): void => {
    if (isWidened) sets.push([...new Set(runs)]);
    runs = [''];
    isWidened = false;
  };
  const widen = (options: readonly string[]): void => {
    if (runs.length * options.length > mostPhrases) end();
    runs = runs.flatMap((run) => options.map((option) => run + option));
    isWidened ||= options.length > 1;
  };
  const visit = (element: AST.Element): void => {
    const options = optionsOf(element, stays);
    if (options !== undefined) widen(options);
    else if ((element.type === 'Group' || element.type === 'CapturingGroup') && element.alternatives.length === 1) visitAll(element.alternatives);
    else if (element.type !== 'Assertion') end();
  };
  const visitAll = (all: readonly AST.Alternative[]): void => {
    for (const { elements } of all) for (const element of elements) visit(element);
  };
  if (alternatives.length === 1) visitAll(alternatives);
  end();
  return sets;
}

/** All texts that an element can match, where these are few; undefined otherwise. */
function optionsOf(element: AST.Element, stays: (character: string) => boolean): readonly string[] | undefined {
  switch (element.type) {
    case 'Character': {
      const character = String.fromCharCode(element.value);
      return stays(character) ? [character] : undefined;
    }
    case 'CharacterClass':
      return element.negate || element.elements.length > mostOfClass ? undefined : each(element.elements.map((one) => optionsOfMember(one, stays)));
    case 'Group':
    case 'CapturingGroup':
      return each(element.alternatives.map(({ elements }) => inARow(elements, stays)));
    case 'Quantifier': {
      const once = element.min === 0 && element.max === 1 ? optionsOf(element.element, stays) : undefined;
      return once === undefined ? undefined : ['', ...once];
    }
    case 'Assertion':
    case 'Backreference':
    case 'CharacterSet':
    case 'ExpressionCharacterClass':
      return undefined;
  }
}

function optionsOfMember(member: AST.CharacterClassElement, stays: (character: string) => boolean): readonly string[] | undefined {
  return member.type === 'Character' ? optionsOf(member, stays) : undefined;
}

function inARow(elements: readonly AST.Element[], stays: (character: string) => boolean): readonly string[] | undefined {
  let texts: readonly string[] = [''];
  for (const element of elements) {
    const options = optionsOf(element, stays);
    if (options === undefined || texts.length * options.length > mostPhrases) return undefined;
    texts = texts.flatMap((text) => options.map((option) => text + option));
  }
  return texts;
}

function each(all: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  const known = all.filter((one) => one !== undefined);
  const texts = known.flat();
  return known.length < all.length || texts.length > mostPhrases ? undefined : texts;
}
