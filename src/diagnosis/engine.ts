/**
 * The engine: made once from the knowledge, then asked as often as there are pastes and questions.
 */
import type { Knowledge } from '#knowledge/knowledge.ts';
import { createIndex, type Index } from './ask.ts';
import { createCollection } from './collect.ts';
import type { Engine } from './diagnosis.ts';
import { rank, speaksOn } from './rank.ts';
import { scan } from './scan.ts';
import { compileSignatures } from './signatures.ts';

/** @throws {PatternError} that names the entry and the signature, where a pattern cannot be used. */
export function createEngine(knowledge: Knowledge): Engine {
  const signatures = compileSignatures(knowledge);
  let index: Index | undefined;
  return {
    diagnose: async (text, options = {}) => {
      const collection = createCollection();
      const { lines, bytes } = await scan(signatures, text, collection.add, options);
      const matches = rank(knowledge.entries, collection.clues());
      return { matches, speaks: speaksOn(knowledge.entries, matches), lines, bytes };
    },
    ask: (question) => {
      // Made with the first question: most processes are never asked one.
      index ??= createIndex(knowledge);
      return index.ask(question);
    },
  };
}
