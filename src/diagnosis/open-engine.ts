/**
 * The engine as it runs, on knowledge that was compiled before: it loads neither the parser of patterns nor that of entries.
 */
import type { EntryId } from '#knowledge/ids.ts';
import type { Entry } from '#knowledge/schema.ts';
import { createIndex, type Index } from './ask.ts';
import { keepBeginning } from './beginning.ts';
import { createCollection } from './collect.ts';
import type { Engine } from './diagnosis.ts';
import { createMisses, reasonsOf, rejectedOf } from './explain.ts';
import { certaintyOf, rank, speakingThreshold } from './rank.ts';
import { scan } from './scan.ts';
import { type Compiled, openSignatures } from './signatures.ts';
import { type Stated, statedVersions } from './versions.ts';

/** @param entries All of them are read with the first question only. */
export function openEngine(compiled: Compiled, entries: ReadonlyMap<EntryId, Entry>): Engine {
  const signatures = openSignatures(compiled);
  let index: Index | undefined;
  return {
    diagnose: async (text, options = {}) => {
      const collection = createCollection();
      const { input, beginning } = keepBeginning(text);
      const misses = options.explain === true ? createMisses() : undefined;
      const { lines, bytes } = await scan(signatures, input, collection.add, { ...options, onMiss: misses?.add });
      let stated: Stated | undefined;
      const clues = collection.clues();
      const ranked = rank(entries, clues, () => (stated ??= statedVersions(beginning())));
      const matches = ranked.map((one) => (misses === undefined ? one.match : { ...one.match, explanation: reasonsOf(one) }));
      const certainty = certaintyOf(entries, matches);
      const diagnosis = { matches, certainty, speaks: certainty >= speakingThreshold, lines, bytes };
      return misses === undefined ? diagnosis : { ...diagnosis, rejected: rejectedOf(clues, ranked, misses.all()) };
    },
    ask: (question) => {
      index ??= createIndex({ entries });
      return index.ask(question);
    },
  };
}
