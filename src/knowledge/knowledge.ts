/**
 * The knowledge base as the rest of the program sees it: every cross-reference resolved and checked at loading.
 */
import type { EntryId } from './ids.ts';
import type { Action, Entry, Guard, Probe } from './schema.ts';

export type Knowledge = {
  readonly entries: ReadonlyMap<EntryId, Entry>;
  readonly probes: ReadonlyMap<EntryId, Probe>;
  readonly guards: ReadonlyMap<string, Guard>;
  readonly actions: ReadonlyMap<EntryId, Action>;
  /** SHA-256 over all that was loaded, hex: names this state of the knowledge in plans, caches and the audit. */
  readonly digest: string;
  /** SHA-256 of each entry with the probes, guards and actions that it uses, hex. */
  readonly digests: ReadonlyMap<EntryId, string>;
};
