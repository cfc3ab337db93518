/** Several faults in one text: which of the matches are faults of their own, and which only other readings of the first. */
import type { Match } from '#diagnosis/diagnosis.ts';
import type { EntryId } from '#knowledge/ids.ts';
import type { Entry } from '#knowledge/schema.ts';
import { answers } from '#language/answers.ts';
import type { Block } from '../reply.ts';
import { isCertain, oneALine } from './answer.ts';

export type Fault = { readonly entry: Entry; readonly match: Match };

const mostLines = 3;

/**
 * The faults beside the first that the text proves by lines of their own, best first: each certain, none of them a cause, an effect or a
 * look-alike of the first or of one another.
 */
export function independentFaults(first: Fault, others: readonly Match[], entryOf: (id: EntryId) => Entry | undefined): readonly Fault[] {
  const faults = [first];
  for (const match of others) {
    const entry = entryOf(match.entry);
    if (entry === undefined || entry.generic || !isCertain(match)) continue;
    if (faults.some((known) => areLinked(known.entry, entry) || saysNoMore(known.match, match))) continue;
    faults.push({ entry, match });
  }
  return faults.slice(1);
}

/** Each with its name and its lines. */
export function faultBlocks(faults: readonly Fault[]): readonly Block[] {
  return faults.flatMap(({ entry, match }): readonly Block[] => [
    { kind: 'notice', tone: 'bad', text: answers.alsoFound(entry.title) },
    { kind: 'evidence', lines: oneALine(match.evidence).slice(0, mostLines) },
  ]);
}

function areLinked(a: Entry, b: Entry): boolean {
  const names = (of: Entry, other: Entry): boolean =>
    of.related.some(({ id, as }) => id === other.id && as !== 'see-also') || of['look-alikes'].some(({ entry }) => entry === other.id);
  return names(a, b) || names(b, a);
}

/** Whether the lines of `other` are all lines of `known`. */
function saysNoMore(known: Match, other: Match): boolean {
  const lines = new Set(known.evidence.map(({ line }) => line));
  return other.evidence.every(({ line }) => lines.has(line));
}
