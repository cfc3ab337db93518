/**
 * The engine: made once from the knowledge, then asked as often as there are pastes and questions.
 */
import type { Knowledge } from '#knowledge/knowledge.ts';
import { type Redactor, standard } from '#redaction/redact.ts';
import { compile } from './compile.ts';
import type { Engine } from './diagnosis.ts';
import { openEngine } from './open-engine.ts';

/** @param redactor What the proof goes through. @throws {PatternError} that names the entry and the signature, where a pattern cannot be used. */
export function createEngine(knowledge: Knowledge, redactor: Redactor = standard): Engine {
  return openEngine(compile(knowledge), knowledge.entries, redactor);
}
