/**
 * A knowledge base of a few words, for the tests of this folder.
 */
import type { Knowledge } from '#knowledge/knowledge.ts';
import { type EntryInput, EntrySchema } from '#knowledge/schema.ts';

export type Draft = Partial<EntryInput> & { readonly id: string };

/** Entries that say no more than what a test is about. */
export function knowledgeOf(...drafts: readonly Draft[]): Knowledge {
  const entries = drafts.map((draft) => {
    const words = { en: draft.id, zh: draft.id };
    return EntrySchema.parse({ kind: 'fault', status: 'proven', title: words, summary: words, impact: words, severity: 'medium', ...draft });
  });
  return {
    entries: new Map(entries.map((entry) => [entry.id, entry])),
    probes: new Map(),
    guards: new Map(),
    actions: new Map(),
    digest: '',
    digests: new Map(),
  };
}

/** One entry with one conclusive signature. */
export function oneSignature(pattern: string, more: Partial<EntryInput> = {}): Knowledge {
  return knowledgeOf({ id: 'a/fault', signatures: [{ id: 'said', pattern, strength: 'conclusive' }], ...more });
}

export const bridge: Draft = {
  id: 'cni/bridge',
  captures: { bridge: 'interface', expected: 'cidr' },
  signatures: [
    {
      id: 'differs',
      pattern: String.raw`"(?P<bridge>[\w.-]{1,15})" already has an IP address different from (?P<expected>[0-9a-f.:]+/\d{1,3})`,
      strength: 'conclusive',
    },
  ],
};
