/**
 * One verb: its name, how it is written, its arguments, and what it does. A file below `commands/` is one verb;
 * `index.ts` lists them and a test says that the list is the folder.
 */
import type { z } from 'zod';
import type { Text } from '#language/text.ts';
import type { Context } from './context.ts';
import type { Reply } from './reply.ts';

export type Command<Schema extends z.ZodType = z.ZodType> = {
  readonly name: string;
  /** As it is typed, without the program's name: `check <entry> [--node NAME] [--set name=value …]`. */
  readonly usage: string;
  readonly summary: Text;
  readonly args: Schema;
  /** Positional words in order become these arguments; the last one takes all that is left where it ends in `…`. */
  readonly positional: readonly string[];
  /**
   * Whether requests that are refused are recorded: `arguments` those whose words do not parse (the verb records its own refusals),
   * `refusals` all of them. Left out for verbs that change nothing.
   */
  readonly records?: 'arguments' | 'refusals';
  readonly run: (context: Context, args: z.output<Schema>) => Promise<Reply>;
};

/** Keeps the arguments' type between the schema and `run`. */
export function command<Schema extends z.ZodType>(definition: Command<Schema>): Command<Schema> {
  return definition;
}
