/** The files of `knowledge/` as they were read, with where each field stands. */
import type { Action, Entry, Guard, Probe } from './schema.ts';

export type Problem = { readonly file: string; readonly line: number; readonly column: number; readonly field: string; readonly message: string };
/** One file that fits its schema, and where its fields stand. */
export type Source<T> = {
  readonly value: T;
  /** The folder that was loaded, and the file below it. */
  readonly folder: string;
  readonly file: string;
  readonly at: (path: readonly PropertyKey[], message: string) => Problem;
};

export type Sources = {
  readonly entries: readonly Source<Entry>[];
  readonly probes: readonly Source<Probe>[];
  readonly guards: readonly Source<Guard>[];
  readonly actions: readonly Source<Action>[];
};

/** A problem as compilers print them: `file:line:column field: message`. */
export function describeProblem(problem: Problem): string {
  return `${problem.file}:${problem.line}:${problem.column} ${problem.field === '' ? '' : `${problem.field}: `}${problem.message}`;
}
