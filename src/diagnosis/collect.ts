/**
 * What was seen, folded: per entry and signature the lines with different values, and how often each was said again. Bounded,
 * however long the text.
 */
import type { EntryId } from '#knowledge/ids.ts';
import type { Evidence } from './diagnosis.ts';
import type { Redactor } from '#redaction/redact.ts';
import { openValues, proofOf } from './evidence.ts';
import { isQuoted } from './quoted.ts';
import type { Sighting } from './scan.ts';
import type { Signature } from './signatures.ts';

export const mostEvidence = 20;

export type Clue = {
  readonly signature: Signature;
  readonly line: number;
  readonly proof: Pick<Evidence, 'text' | 'mark'>;
  readonly values: ReadonlyMap<string, string>;
  /** Some group matched what is not of its type, and no other was of its own; or the line only speaks of the message. */
  readonly doubtful: boolean;
  repeats: number;
};

export type Collection = { readonly add: (sighting: Sighting) => void; readonly clues: () => ReadonlyMap<EntryId, readonly Clue[]> };

export function createCollection(redactor: Redactor): Collection {
  const entries = new Map<EntryId, Map<Signature, Map<string, Clue>>>();
  return {
    add: ({ signature, line, pasted, before, hit }) => {
      const signatures = entries.get(signature.entry) ?? new Map<Signature, Map<string, Clue>>();
      entries.set(signature.entry, signatures);
      const clues = signatures.get(signature) ?? new Map<string, Clue>();
      signatures.set(signature, clues);

      const key = JSON.stringify([...hit.values]);
      const known = clues.get(key);
      if (known !== undefined) known.repeats++;
      else if (clues.size < mostEvidence) {
        const doubtful = (hit.values.size === 0 && hit.refused > 0) || (before === 0 && isQuoted(pasted));
        const values = openValues(redactor, pasted, hit.values);
        clues.set(key, { signature, line, proof: proofOf(redactor, pasted, hit.from, hit.to), values, doubtful, repeats: 0 });
      }
    },
    clues: () => new Map([...entries].map(([entry, signatures]) => [entry, [...signatures.values()].flatMap((clues) => [...clues.values()])])),
  };
}
