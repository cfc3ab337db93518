/**
 * From what was seen to ranked diagnoses: how sure, in which order, with which values.
 */
import type { EntryId } from '#knowledge/ids.ts';
import type { Entry } from '#knowledge/schema.ts';
import { type Clue, mostEvidence, recordIn } from './collect.ts';
import { type Judged, judge, type Seen, seenOf, sure } from './confidence.ts';
import type { Evidence, Match } from './diagnosis.ts';
import { spanOf } from './span.ts';
import { type Stated, wrongVersionOf } from './versions.ts';

/** From this confidence on, the bot speaks without having been asked, unless the channel has a threshold of its own. */
export const speakingThreshold = sure;

const severity = { critical: 0, high: 1, medium: 2, low: 3 } as const satisfies Record<Entry['severity'], number>;

type Entries = Pick<ReadonlyMap<EntryId, Entry>, 'get'>;

/** A match, and what it was made of. */
export type Ranked = { readonly match: Match; readonly seen: Seen; readonly judged: Judged };

/**
 * Best first; a cause before its effect where both are as good as certain, or both are not.
 * @param stated The versions that the text states, asked for only where an entry is about certain ones.
 */
export function rank(entries: Entries, clues: ReadonlyMap<EntryId, readonly Clue[]>, stated: () => Stated): readonly Ranked[] {
  const matches = [...clues].flatMap(([id, seen]) => rankedOf(entries.get(id), id, seen, stated) ?? []);
  matches.sort((a, b) => b.match.confidence - a.match.confidence || tieBreak(a, b));
  const certain = matches.filter(({ match, seen }) => seen.entry?.generic !== true && match.confidence >= sure);
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

function rankedOf(entry: Entry | undefined, id: EntryId, all: readonly Clue[], stated: () => Stated): Ranked | undefined {
  const seen = seenOf(entry, all, wrongVersionOf(entry, stated));
  const judged = judge(seen);
  if (judged === undefined) return undefined;
  const { clues, wrongVersion } = seen;
  const match = {
    entry: id,
    confidence: judged.confidence,
    evidence: clues.slice(0, mostEvidence).map((clue) => evidenceOf(clue)),
    captures: valuesOf(clues),
    ...(wrongVersion === undefined ? {} : { wrongVersion }),
  };
  return { match, seen, judged };
}

function evidenceOf(clue: Clue): Evidence {
  const { signature, line, proof, columns, repeats } = clue;
  const span = repeats === 0 ? undefined : spanOf(recordIn(clue.first), recordIn(clue.last));
  return { signature: signature.id, line, ...proof, columns, repeats, ...(span === undefined ? {} : { span }) };
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

/** Of two as sure the graver goes first, then the one that its own component tells of. */
function tieBreak(a: Ranked, b: Ranked): number {
  const strangers = ({ judged }: Ranked): number => Number(!judged.witnesses().some(({ speaker }) => speaker === 'own'));
  const gravity = ({ seen }: Ranked): number => severity[seen.entry?.severity ?? 'low'];
  return gravity(a) - gravity(b) || strangers(a) - strangers(b) || (a.match.entry < b.match.entry ? -1 : 1);
}

function causesFirst(entries: Entries, matches: readonly Ranked[]): readonly Ranked[] {
  const placed = new Set<Ranked>();
  const ordered: Ranked[] = [];
  const place = (match: Ranked): void => {
    if (placed.has(match)) return;
    placed.add(match);
    for (const other of matches) if (isCause(entries, other.match.entry, match.match.entry)) place(other);
    ordered.push(match);
  };
  for (const match of matches) place(match);
  return ordered;
}

function isCause(entries: Entries, cause: EntryId, effect: EntryId): boolean {
  const says = (of: EntryId, as: string, id: EntryId): boolean => entries.get(of)?.related.some((link) => link.as === as && link.id === id) ?? false;
  return says(cause, 'cause-of', effect) || says(effect, 'effect-of', cause);
}
