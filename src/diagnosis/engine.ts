/**
 * The engine: made once from the knowledge, then asked as often as there are pastes and questions.
 */
import type { Knowledge } from '#knowledge/knowledge.ts';
import { type Redactor, standard } from '#redaction/redact.ts';
import { createIndex, type Index } from './ask.ts';
import { compile } from './compile.ts';
import type { Engine } from './diagnosis.ts';
import { openEngine } from './open-engine.ts';

/** @param redactor What the proof goes through. @throws {PatternError} that names the entry and the signature, where a pattern cannot be used. */
export function createEngine({ entries }: Pick<Knowledge, 'entries'>, redactor: Redactor = standard): Engine {
  const { diagnose } = openEngine(compile({ entries }), entries, redactor);
  // Made with the first question: most processes are never asked one.
  let index: Index | undefined;
  return { diagnose, ask: (question) => (index ??= createIndex({ entries })).ask(question) };
}
