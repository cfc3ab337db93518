/**
 * The engine: made once from the knowledge, then asked as often as there are pastes and questions.
 */
import type { Knowledge } from '#knowledge/knowledge.ts';
import { compile } from './compile.ts';
import type { Engine } from './diagnosis.ts';
import { openEngine } from './open-engine.ts';

/** @throws {PatternError} that names the entry and the signature, where a pattern cannot be used. */
export function createEngine(knowledge: Knowledge): Engine {
  return openEngine(compile(knowledge), knowledge.entries);
}
