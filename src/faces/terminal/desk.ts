/** What the terminal needs; the composition root gives it. */
import type { DiagnoseOptions, Diagnosis } from '#commands/cards/answer.ts';
import type { Changes } from '#commands/context.ts';
import type { Desk, Speaker } from '#commands/desk.ts';
import type { Reply } from '#commands/reply.ts';
import type { EntryId } from '#knowledge/ids.ts';
import type { Entry } from '#knowledge/schema.ts';
import type { Language } from '#language/text.ts';

/** The engine and the knowledge alone: no database is touched. */
export type QuickDesk = {
  diagnose(input: string | Uint8Array | AsyncIterable<Uint8Array>, options?: DiagnoseOptions): Promise<Diagnosis>;
  ask(question: string): Promise<readonly { readonly entry: EntryId; readonly score: number }[]>;
  entry(id: EntryId): Entry | undefined;
  entries(): readonly Entry[];
};

export type TerminalDesk = {
  language(): Promise<Language>;
  quick(): Promise<QuickDesk>;
  /** The verb `kb`, which needs the files only. */
  kb(words: readonly string[]): Promise<{ readonly reply: Reply; readonly language: Language }>;
  /** Opens everything, works, and closes it again. */
  withDesk<T>(signal: AbortSignal, work: (desk: Desk, speaker: Speaker, changes: Changes) => Promise<T>): Promise<T>;
};
