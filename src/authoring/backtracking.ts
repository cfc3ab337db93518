/**
 * Whether a backtracking engine could be led astray by a pattern. Ours is linear, but a pattern that repeats a repetition says
 * something else than its author meant, and entries are read by other tools too.
 */
import type { AST } from '@eslint-community/regexpp';
import { readPattern } from '#diagnosis/pattern.ts';

/** A repetition this long or without end is taken for one without end. */
const long = 1000;

/** What is wrong, in words for the author, or undefined. The pattern must be one that `patternProblem` accepts. */
export function backtracking(pattern: string): string | undefined {
  const { tree } = readPattern(pattern);
  const nested = tree.alternatives.flatMap((alternative) => alternative.elements).find((element) => repeatsRepetition(element, false));
  if (nested !== undefined) return `a repetition within a repetition (${nested.raw}): write the parts out, or give the inner one an end such as {1,64}`;
  const greedy = repeatedAny(tree.alternatives);
  return greedy < 3 ? undefined : `${greedy} repetitions without end that match anything: give them an end such as {0,200}, or say what may stand there`;
}

function repeatsRepetition(element: AST.Element, within: boolean): boolean {
  if (element.type === 'Quantifier') {
    const endless = element.max > long;
    return (within && endless) || repeatsRepetition(element.element, within || endless);
  }
  if (element.type !== 'Group' && element.type !== 'CapturingGroup') return false;
  return element.alternatives.some((alternative) => alternative.elements.some((one) => repeatsRepetition(one, within)));
}

function repeatedAny(alternatives: readonly AST.Alternative[]): number {
  const of = (element: AST.Element): number => {
    if (element.type === 'Quantifier') return element.max > long && element.element.type === 'CharacterSet' && element.element.kind === 'any' ? 1 : 0;
    return element.type === 'Group' || element.type === 'CapturingGroup' ? repeatedAny(element.alternatives) : 0;
  };
  return Math.max(0, ...alternatives.map((alternative) => alternative.elements.reduce((sum, element) => sum + of(element), 0)));
}
