/**
 * The engine as it runs, on knowledge that was compiled before: it loads neither the parser of patterns nor that of entries.
 */
import type { EntryId } from '#knowledge/ids.ts';
import type { Entry } from '#knowledge/schema.ts';
import { type Redactor, standard } from '#redaction/redact.ts';
import { createIndex, type Index } from './ask.ts';
import { createCollection } from './collect.ts';
import type { Engine } from './diagnosis.ts';
import { certaintyOf, rank, speakingThreshold } from './rank.ts';
import { scan } from './scan.ts';
import { type Compiled, openSignatures } from './signatures.ts';

/** @param entries All of them are read with the first question only. */
export function openEngine(compiled: Compiled, entries: ReadonlyMap<EntryId, Entry>, redactor: Redactor = standard): Engine {
  const signatures = openSignatures(compiled);
  let index: Index | undefined;
  return {
    diagnose: async (text, options = {}) => {
      const collection = createCollection(redactor);
      const { lines, bytes } = await scan(signatures, text, collection.add, options);
      const matches = rank(entries, collection.clues());
      const certainty = certaintyOf(entries, matches);
      return { matches, certainty, speaks: certainty >= speakingThreshold, lines, bytes };
    },
    ask: (question) => {
      index ??= createIndex({ entries });
      return index.ask(question);
    },
  };
}
