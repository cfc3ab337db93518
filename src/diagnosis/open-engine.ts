/**
 * The engine as it runs, on knowledge that was compiled before: it loads neither the parser of patterns nor that of entries.
 */
import type { EntryId } from '#knowledge/ids.ts';
import type { Entry } from '#knowledge/schema.ts';
import { type Redactor, standard } from '#redaction/redact.ts';
import { createCollection } from './collect.ts';
import type { Engine } from './diagnosis.ts';
import { certaintyOf, rank, speakingThreshold } from './rank.ts';
import { scan } from './scan.ts';
import { type Compiled, openSignatures } from './signatures.ts';

export function openEngine(compiled: Compiled, entries: Pick<ReadonlyMap<EntryId, Entry>, 'get'>, redactor: Redactor = standard): Pick<Engine, 'diagnose'> {
  const signatures = openSignatures(compiled);
  return {
    diagnose: async (text, { onMatches, onProgress, ...options } = {}) => {
      const collection = createCollection(redactor);
      let seen = 0;
      let told = 0;
      const tell = (bytes: number): void => {
        onProgress?.(bytes);
        if (onMatches === undefined || seen === told) return;
        told = seen;
        onMatches(rank(entries, collection.clues()));
      };
      const { lines, bytes } = await scan(
        signatures,
        text,
        (sighting) => {
          seen++;
          collection.add(sighting);
        },
        { ...options, onProgress: tell },
      );
      const matches = rank(entries, collection.clues());
      const certainty = certaintyOf(entries, matches);
      return { matches, certainty, speaks: certainty >= speakingThreshold, lines, bytes };
    },
  };
}
