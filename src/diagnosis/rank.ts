/**
 * From what was seen to ranked diagnoses: how sure, in which order, with which values.
 */
import type { EntryId } from '#knowledge/ids.ts';
import type { Entry, Strength } from '#knowledge/schema.ts';
import { type Clue, mostEvidence } from './collect.ts';
import type { Match } from './diagnosis.ts';

/** From this confidence on, the bot speaks without having been asked, unless the channel has a threshold of its own. */
export const speakingThreshold = 0.9;

/** From this confidence on, a diagnosis counts as certain. */
const sure = speakingThreshold;

/** No surer than this where the text also says that it is not so. */
const doubted = 0.45;

/** So many repetitions of a likely line make it certain. */
const oftenEnough = 4;

const weight = { conclusive: 0, strong: 1, hint: 2, against: 3 } as const satisfies Record<Strength, number>;
const severity = { critical: 0, high: 1, medium: 2, low: 3 } as const satisfies Record<Entry['severity'], number>;

type Entries = Pick<ReadonlyMap<EntryId, Entry>, 'get'>;

/** Best first; a cause before its effect where both are as good as certain, or both are not. */
export function rank(entries: Entries, clues: ReadonlyMap<EntryId, readonly Clue[]>): readonly Match[] {
  const matches = [...clues].flatMap(([entry, seen]) => {
    const match = matchOf(entry, seen, entries.get(entry)?.combinations ?? []);
    return match === undefined ? [] : [match];
  });
  matches.sort((a, b) => b.confidence - a.confidence || tieBreak(entries, a, b));
  const isGeneric = ({ entry }: Match): boolean => entries.get(entry)?.generic === true;
  const isSpecific = (match: Match): boolean => !isGeneric(match);
  const certain = matches.filter((match) => isSpecific(match) && match.confidence >= sure);
  // What is only likely goes before a certain effect where it is known to cause it.
  const rest = matches.filter((match) => !certain.includes(match));
  return [certain, rest].flatMap((group) => causesFirst(entries, group));
}

/** How sure an answer is that nobody asked for: the highest confidence among the entries that may give one, 0 where none may. */
export function certaintyOf(entries: Entries, matches: readonly Match[]): number {
  const mayInterrupt = ({ entry }: Match): boolean => {
    const known = entries.get(entry);
    // An explainer answers a question; it is nothing to interrupt a channel for.
    return known !== undefined && known.status !== 'draft' && (known.kind === 'fault' || known.kind === 'runbook');
  };
  return Math.max(0, ...matches.filter(mayInterrupt).map(({ confidence }) => confidence));
}

function matchOf(entry: EntryId, all: readonly Clue[], combinations: Entry['combinations']): Match | undefined {
  const seen = all.filter(({ signature }) => signature.strength !== 'against');
  const clues = seen.toSorted((a, b) => weight[strengthOf(a)] - weight[strengthOf(b)] || Number(a.doubtful) - Number(b.doubtful) || a.line - b.line);
  const found = confidenceIn(clues, combinations);
  if (found === undefined) return undefined;
  const confidence = seen.length < all.length ? Math.min(found, doubted) : found;
  return {
    entry,
    confidence,
    evidence: clues.slice(0, mostEvidence).map(({ signature, line, proof, repeats }) => ({ signature: signature.id, line, ...proof, repeats })),
    captures: valuesOf(clues),
  };
}

/** A conclusive signature none of whose values is what it should be proves less, and so does a line that only speaks of it. */
function strengthOf({ signature, doubtful }: Clue): Strength {
  return signature.strength === 'conclusive' && doubtful ? 'strong' : signature.strength;
}

/** Undefined where there is nothing but one hint. */
function confidenceIn(clues: readonly Clue[], combinations: Entry['combinations']): number | undefined {
  const best = new Map<string, Strength>();
  for (const clue of clues) {
    const strength = strengthOf(clue);
    const known = best.get(clue.signature.id);
    if (known === undefined || weight[strength] < weight[known]) best.set(clue.signature.id, strength);
  }
  for (const [index, combination] of combinations.entries()) if (isSeen(combination, clues)) best.set(`+${index}`, combination.strength);
  const count = (strength: Strength): number => [...best.values()].filter((each) => each === strength).length;
  const [conclusive, strong, hints] = [count('conclusive'), count('strong'), count('hint')];
  // Two signatures on one line say one thing.
  const linesOf = (some: readonly Clue[]): number => new Set(some.map(({ line }) => line)).size;
  const lines = linesOf(clues);
  const together = [...best].filter(([name, strength]) => name.startsWith('+') && strength === 'strong').length;
  const strongLines = linesOf(clues.filter((clue) => strengthOf(clue) === 'strong')) + together;
  if (conclusive > 0) return Math.min(0.99, 0.96 + 0.01 * (Math.min(lines, best.size) - 1));
  // Said once it may pass; said again and again it does not.
  const persists = clues.some((clue) => strengthOf(clue) === 'strong' && clue.repeats >= oftenEnough);
  if (Math.min(strong, strongLines) > 1 || persists) return Math.min(0.95, 0.91 + 0.01 * Math.max(0, best.size - 2));
  if (strong > 0) return Math.min(0.85, 0.75 + 0.05 * hints);
  return hints > 1 ? Math.min(0.6, 0.5 + 0.05 * (hints - 2)) : undefined;
}

/** Whether each of the signatures was seen, within so many lines of one another. */
function isSeen({ all, within }: Entry['combinations'][number], clues: readonly Clue[]): boolean {
  const [first, ...others] = all.map((id) => clues.filter(({ signature }) => signature.id === id).map(({ line }) => line));
  const reach = within ?? Number.POSITIVE_INFINITY;
  return (first ?? []).some((line) => others.every((lines) => lines.some((other) => Math.abs(other - line) <= reach)));
}

/** The values of the best clue, and those of others that do not contradict them: one fault's values, not a mixture of two. */
function valuesOf(clues: readonly Clue[]): Readonly<Record<string, string>> {
  const values = new Map<string, string>();
  for (const clue of clues) {
    if ([...clue.values].some(([name, value]) => (values.get(name) ?? value) !== value)) continue;
    for (const [name, value] of clue.values) values.set(name, value);
  }
  return Object.fromEntries(values);
}

function tieBreak(entries: Entries, a: Match, b: Match): number {
  const rankOf = ({ entry }: Match): number => severity[entries.get(entry)?.severity ?? 'low'];
  return rankOf(a) - rankOf(b) || (a.entry < b.entry ? -1 : 1);
}

function causesFirst(entries: Entries, matches: readonly Match[]): readonly Match[] {
  const placed = new Set<Match>();
  const ordered: Match[] = [];
  const place = (match: Match): void => {
    if (placed.has(match)) return;
    placed.add(match);
    for (const other of matches) if (isCause(entries, other.entry, match.entry)) place(other);
    ordered.push(match);
  };
  for (const match of matches) place(match);
  return ordered;
}

function isCause(entries: Entries, cause: EntryId, effect: EntryId): boolean {
  const says = (of: EntryId, as: string, id: EntryId): boolean => entries.get(of)?.related.some((link) => link.as === as && link.id === id) ?? false;
  return says(cause, 'cause-of', effect) || says(effect, 'effect-of', cause);
}
