/** `kb new`: a first draft of an entry from a pasted error. */
import { draftEntry } from '#authoring/draft.ts';
import { EntryIdSchema } from '#knowledge/schema.ts';
import { authoring } from '#language/authoring.ts';
import type { Redactor } from '#redaction/redact.ts';
import { notice } from '../desk/replies.ts';
import type { Reply } from '../reply.ts';

export function draftReply(id: string, pasted: string, { redact }: Redactor): Reply {
  if (!EntryIdSchema.safeParse(id).success || pasted.trim() === '') return notice('warning', authoring.needsId, 2);
  let draft;
  try {
    draft = draftEntry(id, redact(pasted));
  } catch (error) {
    return notice('warning', authoring.notDrafted(error instanceof Error ? error.message : String(error)), 1);
  }
  return {
    summary: authoring.drafted(id),
    blocks: [
      { kind: 'text', text: authoring.drafted(id) },
      { kind: 'code', title: authoring.madeOf, code: draft.line, language: 'text' },
      { kind: 'code', title: authoring.entryFile(id), code: draft.entry, language: 'text' },
      { kind: 'code', title: authoring.testFile(id), code: draft.tests, language: 'text' },
    ],
    audience: 'person',
    data: { id, entry: draft.entry, tests: draft.tests, pattern: draft.pattern },
    exit: 0,
  };
}
