/**
 * How sure the clues of one entry make it.
 */
import type { Entry, Strength } from '#knowledge/schema.ts';
import type { Clue } from './collect.ts';
import type { WrongVersion } from './diagnosis.ts';
import { isWeak, type Witness, witnessOf } from './witness.ts';

/** From this confidence on, a diagnosis counts as certain. */
export const sure = 0.9;

/** No surer than this where the text also says that it is not so. */
const doubted = 0.45;

/** No surer than this where the text states a version that the entry is not about. */
const otherVersion = 0.55;

/** No surer than this where all that is likely was said by applications, or in lines that are no warnings. */
const onlyLikely = 0.85;

/** So many repetitions of a likely line make it certain. */
const oftenEnough = 4;

export const weight = { conclusive: 0, strong: 1, hint: 2, against: 3 } as const satisfies Record<Strength, number>;

/** What was seen of one entry. */
export type Seen = {
  readonly entry: Entry | undefined;
  /** What speaks for it, the strongest first. */
  readonly clues: readonly Clue[];
  /** What says that it is not so. */
  readonly against: readonly Clue[];
  readonly combinations: Entry['combinations'];
  readonly wrongVersion: WrongVersion | undefined;
};

/** A confidence, and who decided it. */
export type Judged = {
  readonly confidence: number;
  /** The witnesses of the strongest signatures; their lines are read when somebody asks. */
  readonly witnesses: () => readonly Witness[];
};

/** A conclusive signature none of whose values is what it should be proves less, and so does a line that only speaks of it. */
export function strengthOf({ signature, doubtful }: Clue): Strength {
  return signature.strength === 'conclusive' && doubtful ? 'strong' : signature.strength;
}

/** Sorts what was seen into what speaks for an entry and what against it. */
export function seenOf(entry: Entry | undefined, all: readonly Clue[], wrongVersion: WrongVersion | undefined): Seen {
  const against = all.filter(({ signature }) => signature.strength === 'against');
  const clues = all
    .filter(({ signature }) => signature.strength !== 'against')
    .sort((a, b) => weight[strengthOf(a)] - weight[strengthOf(b)] || Number(a.doubtful) - Number(b.doubtful) || a.line - b.line);
  const combinations = (entry?.combinations ?? []).filter((combination) => isSeen(combination, all));
  return { entry, clues, against, combinations, wrongVersion };
}

/** Undefined where there is nothing but one hint. */
export function judge(seen: Seen): Judged | undefined {
  const words = confidenceIn(seen);
  if (words === undefined) return undefined;
  const [first] = seen.clues;
  const deciding = first === undefined ? [] : seen.clues.filter((clue) => strengthOf(clue) === strengthOf(first));
  let read: readonly Witness[] | undefined;
  const witnesses = (): readonly Witness[] => (read ??= deciding.map((clue) => witnessOf(clue, seen.entry)));
  // Words that decide by themselves decide whoever says them.
  const weighed = deciding.some((clue) => strengthOf(clue) === 'strong') ? weigh(words, witnesses()) : words;
  const limits = [...(seen.against.length > 0 ? [doubted] : []), ...(seen.wrongVersion === undefined ? [] : [otherVersion])];
  return { confidence: Math.min(weighed, ...limits), witnesses };
}

/** Of words that are only likely it matters who says them, and how gravely. */
function weigh(confidence: number, witnesses: readonly Witness[]): number {
  if (confidence >= sure) return witnesses.every((witness) => isWeak(witness)) ? Math.min(confidence, onlyLikely) : confidence;
  if (witnesses.every((witness) => isWeak(witness))) return confidence - 0.05;
  return witnesses.some(({ speaker }) => speaker === 'own') ? Math.min(0.88, confidence + 0.03) : confidence;
}

/** By the words alone. */
function confidenceIn({ clues, combinations }: Seen): number | undefined {
  const best = new Map<string, Strength>();
  for (const clue of clues) {
    const strength = strengthOf(clue);
    const known = best.get(clue.signature.id);
    if (known === undefined || weight[strength] < weight[known]) best.set(clue.signature.id, strength);
  }
  for (const [index, { strength }] of combinations.entries()) best.set(`+${index}`, strength);
  const count = (strength: Strength): number => [...best.values()].filter((each) => each === strength).length;
  const [conclusive, strong, hints] = [count('conclusive'), count('strong'), count('hint')];
  // Two signatures on one line say one thing.
  const linesOf = (some: readonly Clue[]): number => new Set(some.map(({ line }) => line)).size;
  const lines = linesOf(clues);
  const together = combinations.filter(({ strength }) => strength === 'strong').length;
  const strongLines = linesOf(clues.filter((clue) => strengthOf(clue) === 'strong')) + together;
  if (conclusive > 0) return Math.min(0.99, 0.96 + 0.01 * (Math.min(lines, best.size) - 1));
  // Said once it may pass; said again and again it does not.
  const persists = clues.some((clue) => strengthOf(clue) === 'strong' && clue.furtherLines >= oftenEnough);
  if (Math.min(strong, strongLines) > 1 || persists) return Math.min(0.95, 0.91 + 0.01 * Math.max(0, best.size - 2));
  if (strong > 0) return Math.min(0.85, 0.75 + 0.05 * hints);
  return hints > 1 ? Math.min(0.6, 0.5 + 0.05 * (hints - 2)) : undefined;
}

/** Whether all of `all` and one of `any` were seen within so many lines of one another, and none of `not` so near. */
function isSeen({ all, any, not, within }: Entry['combinations'][number], clues: readonly Clue[]): boolean {
  const reach = within ?? Number.POSITIVE_INFINITY;
  const linesOf = (id: string): readonly number[] => clues.flatMap((clue) => (clue.signature.id === id ? [clue.line, clue.last.line] : []));
  const [first, ...others] = all;
  return (first === undefined ? any : [first]).flatMap(linesOf).some((line) => {
    const isNear = (id: string): boolean => linesOf(id).some((other) => Math.abs(other - line) <= reach);
    return others.every(isNear) && (any.length === 0 || any.some(isNear)) && !not.some(isNear);
  });
}
