/**
 * The engine as it runs, on knowledge that was compiled before: it loads neither the parser of patterns nor that of entries.
 */
import type { EntryId } from '#knowledge/ids.ts';
import type { Entry } from '#knowledge/schema.ts';
import { type Redactor, standard } from '#redaction/redact.ts';
import { keepBeginning } from './beginning.ts';
import { createCollection } from './collect.ts';
import type { Engine } from './diagnosis.ts';
import { createMisses, reasonsOf, rejectedOf } from './explain.ts';
import { certaintyOf, type Ranked, rank, speakingThreshold } from './rank.ts';
import { type Sighting, scan } from './scan.ts';
import { type Compiled, openSignatures } from './signatures.ts';
import { type Stated, statedVersions } from './versions.ts';

export function openEngine(compiled: Compiled, entries: Pick<ReadonlyMap<EntryId, Entry>, 'get'>, redactor: Redactor = standard): Pick<Engine, 'diagnose'> {
  const signatures = openSignatures(compiled);
  return {
    diagnose: async (text, { onMatches, onProgress, explain = false, ...options } = {}) => {
      const collection = createCollection(redactor);
      const { input, beginning } = keepBeginning(text);
      const misses = explain ? createMisses() : undefined;
      let stated: Stated | undefined;
      let seen = 0;
      let told = 0;
      const rankSeen = (): readonly Ranked[] => rank(entries, collection.clues(), () => (stated ??= statedVersions(beginning())));
      const tell = (bytes: number): void => {
        onProgress?.(bytes);
        if (onMatches === undefined || seen === told) return;
        told = seen;
        // What is stated may come later.
        stated = undefined;
        onMatches(rankSeen().map(({ match }) => match));
      };
      const see = (sighting: Sighting): void => {
        seen++;
        collection.add(sighting);
      };
      const { lines, bytes } = await scan(signatures, input, see, { ...options, onProgress: tell, onMiss: misses?.add });
      stated = undefined;
      const ranked = rankSeen();
      const matches = ranked.map((one) => (explain ? { ...one.match, explanation: reasonsOf(one) } : one.match));
      const certainty = certaintyOf(entries, matches);
      const diagnosis = { matches, certainty, speaks: certainty >= speakingThreshold, lines, bytes };
      return misses === undefined ? diagnosis : { ...diagnosis, rejected: rejectedOf(collection.clues(), ranked, misses.all()) };
    },
  };
}
