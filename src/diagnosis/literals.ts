/**
 * The literals that every match of a pattern must contain, from its syntax tree. They are looked for in the bytes as pasted, so
 * they hold no character that the undoing of escapes changes: quotes, backslashes, angle brackets, ampersands, tabs.
 */
import type { AST } from '@eslint-community/regexpp';
import { PatternError, type PatternTree } from './pattern.ts';
import { phrasesIn } from './phrases.ts';

/** One of these occurs in every match. */
export type LiteralSet = readonly string[];

/** Fewer bytes select too many lines to be of use. */
export const shortestLiteral = 4;

// Control characters, quotes and what Slack, shippers, terminals and word processors put in other words.
const changed = /[\u0000-\u001F"'`\\<>&|\u007F-\u00A0\u00AD\u2000-\u206F\u2212\uFEFF]/;

/** What it costs to look for a literal: how often it turns up in vain, and how slowly it is found. */
export type Cost = (literal: string) => number;

const byLength: Cost = (literal) => 1 / Buffer.byteLength(literal);

/**
 * The sets to choose from, each sufficient alone, the cheapest first; with a cost, also of phrases; empty where the pattern has no literal that is long enough.
 * @throws {PatternError} where the pattern uses what a linear engine cannot do.
 */
export function requiredLiterals({ tree, foldsCase }: PatternTree, cost?: Cost): readonly LiteralSet[] {
  const costs = new Map<LiteralSet, number>();
  const costOf = (set: LiteralSet): number => {
    const known = costs.get(set) ?? set.reduce((sum, literal) => sum + (cost ?? byLength)(literal), 0);
    costs.set(set, known);
    return known;
  };
  return setsIn(tree, { foldsCase, phrases: cost !== undefined, sort: (sets) => sets.toSorted((a, b) => costOf(a) - costOf(b)) });
}

type Wanted = {
  readonly foldsCase: boolean;
  /** Also what `phrases.ts` makes of alternatives. */
  readonly phrases: boolean;
  readonly sort: (sets: readonly LiteralSet[]) => readonly LiteralSet[];
};

function setsIn(tree: AST.Pattern, wanted: Wanted): readonly LiteralSet[] {
  const { foldsCase, phrases, sort } = wanted;
  const sets: LiteralSet[] = [];
  let run = '';
  const endRun = (): void => {
    if (isLongEnough(run)) sets.push([run]);
    run = '';
  };
  const stays = (character: string): boolean => {
    const caseOfItsOwn = foldsCase && character > '\u007F' && character.toLowerCase() !== character.toUpperCase();
    return !changed.test(character) && !caseOfItsOwn;
  };
  const take = (character: string): void => {
    if (stays(character)) run += character;
    else endRun();
  };
  const one = (alternatives: readonly AST.Alternative[]): void => {
    const [only, ...others] = alternatives;
    if (only !== undefined && others.length === 0) {
      for (const element of only.elements) visit(element);
      return;
    }
    endRun();
    const best = alternatives.map((alternative) => setsIn(asPattern(alternative), wanted).at(0));
    if (best.every((set) => set !== undefined)) sets.push([...new Set(best.flat())]);
  };
  const visit = (element: AST.Element): void => {
    switch (element.type) {
      case 'Character':
        take(String.fromCharCode(element.value));
        return;
      case 'CharacterClass': {
        const [single, ...more] = element.elements;
        if (!element.negate && single?.type === 'Character' && more.length === 0) take(String.fromCharCode(single.value));
        else endRun();
        return;
      }
      case 'Group':
      case 'CapturingGroup':
        one(element.alternatives);
        return;
      case 'Quantifier':
        endRun();
        if (element.min > 0 && element.element.type !== 'Character') visit(element.element);
        endRun();
        return;
      case 'Assertion':
        if (element.kind === 'lookahead' || element.kind === 'lookbehind') throw new PatternError('RE2 knows no look-around');
        return;
      case 'CharacterSet':
      case 'ExpressionCharacterClass':
        endRun();
        return;
      case 'Backreference':
        throw new PatternError('RE2 knows no back-references');
    }
  };
  one(tree.alternatives);
  endRun();
  if (phrases) sets.push(...phrasesIn(tree, stays).filter((set) => set.every((text) => isLongEnough(text))));
  return sort(sets);
}

function isLongEnough(text: string): boolean {
  return text.isWellFormed() && Buffer.byteLength(text) >= shortestLiteral;
}

/** Whether the pattern says where a line begins or ends, so that what stands around a message matters. */
export function isAnchored({ tree }: PatternTree): boolean {
  const of = (alternatives: readonly AST.Alternative[]): boolean => alternatives.some((alternative) => alternative.elements.some(anchors));
  const anchors = (element: AST.Element): boolean => {
    if (element.type === 'Assertion') return element.kind === 'start' || element.kind === 'end';
    if (element.type === 'Quantifier') return anchors(element.element);
    return (element.type === 'Group' || element.type === 'CapturingGroup') && of(element.alternatives);
  };
  return of(tree.alternatives);
}

function asPattern(alternative: AST.Alternative): AST.Pattern {
  return { type: 'Pattern', parent: null, start: alternative.start, end: alternative.end, raw: alternative.raw, alternatives: [alternative] };
}
