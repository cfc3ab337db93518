/**
 * What was seen, folded: per entry and signature the lines with different values, and how often each was said again. Bounded,
 * however long the text.
 */
import type { EntryId } from '#knowledge/ids.ts';
import type { Redactor } from '#redaction/redact.ts';
import type { Columns, Evidence } from './diagnosis.ts';
import { shownOf } from './evidence.ts';
import { isQuoted } from './quoted.ts';
import { type LogRecord, recordOf, timesIn } from './record.ts';
import type { Sighting } from './scan.ts';
import type { Signature } from './signatures.ts';

export const mostEvidence = 20;

export type Clue = {
  readonly signature: Signature;
  readonly line: number;
  readonly proof: Pick<Evidence, 'text' | 'mark'>;
  readonly columns: Columns;
  readonly values: ReadonlyMap<string, string>;
  /** Some group matched what is not of its type, and no other was of its own; or the line only speaks of the message. */
  readonly doubtful: boolean;
  /** How many named groups matched what is not of their type. */
  readonly refused: number;
  /** Lines that say it again. */
  furtherLines: number;
  /** How often it was said again, counting an event's row as often as it says. */
  repeats: number;
  readonly first: Sighting;
  /** The last one that says the same; of all between, only the number is known. */
  last: Sighting;
};

export type Collection = { readonly add: (sighting: Sighting) => void; readonly clues: () => ReadonlyMap<EntryId, readonly Clue[]> };

export function createCollection(redactor: Redactor): Collection {
  const entries = new Map<EntryId, Map<Signature, Map<string, Clue>>>();
  return {
    add: (sighting) => {
      const { signature, hit } = sighting;
      const signatures = entries.get(signature.entry) ?? new Map<Signature, Map<string, Clue>>();
      entries.set(signature.entry, signatures);
      const clues = signatures.get(signature) ?? new Map<string, Clue>();
      signatures.set(signature, clues);

      const key = JSON.stringify([...hit.values]);
      const known = clues.get(key);
      if (known !== undefined) repeat(known, sighting);
      else if (clues.size < mostEvidence) clues.set(key, clueOf(redactor, sighting));
    },
    clues: () => new Map([...entries].map(([entry, signatures]) => [entry, [...signatures.values()].flatMap((clues) => [...clues.values()])])),
  };
}

function clueOf(redactor: Redactor, sighting: Sighting): Clue {
  const { signature, line, pasted, before, hit } = sighting;
  return {
    signature,
    line,
    ...shownOf(redactor, pasted, hit),
    columns: { from: before + hit.from + 1, to: before + hit.to + 1 },
    doubtful: (hit.values.size === 0 && hit.refused > 0) || (before === 0 && isQuoted(pasted)),
    refused: hit.refused,
    furtherLines: 0,
    repeats: timesIn(pasted) - 1,
    first: sighting,
    last: sighting,
  };
}

/** All that a storm costs a line: what the lines tell is read when all of them are known. */
function repeat(clue: Clue, sighting: Sighting): void {
  clue.furtherLines++;
  clue.repeats += timesIn(sighting.pasted);
  clue.last = sighting;
}

/** What the line tells; one that begins in the middle of a long line tells nothing. */
export function recordIn({ pasted, before }: Sighting): LogRecord {
  return before === 0 ? recordOf(pasted) : { message: pasted };
}
