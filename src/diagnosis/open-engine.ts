/**
 * The engine as it runs, on knowledge that was compiled before: it loads neither the parser of patterns nor that of entries.
 */
import type { EntryId } from '#knowledge/ids.ts';
import type { Entry } from '#knowledge/schema.ts';
import { createIndex, type Index } from './ask.ts';
import { keepBeginning } from './beginning.ts';
import { createCollection } from './collect.ts';
import type { Engine } from './diagnosis.ts';
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
      const { lines, bytes } = await scan(signatures, input, collection.add, options);
      let stated: Stated | undefined;
      const ranked = rank(entries, collection.clues(), () => (stated ??= statedVersions(beginning())));
      const matches = ranked.map(({ match }) => match);
      const certainty = certaintyOf(entries, matches);
      return { matches, certainty, speaks: certainty >= speakingThreshold, lines, bytes };
    },
    ask: (question) => {
      index ??= createIndex({ entries });
      return index.ask(question);
    },
  };
}
