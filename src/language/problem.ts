import type { Text } from './text.ts';

/** An error that is safe and useful to show: what happened, where, and what to do next. All other errors are ours to mend. */
export class Problem extends Error {
  readonly text: Text;
  constructor(text: Text, options?: ErrorOptions) {
    super(text.en, options);
    this.name = 'Problem';
    this.text = text;
  }
}

/** Whether it is one, also one of the bundle's copy of this class (`scripts/bundle.ts`). */
export function isProblem(error: unknown): error is Problem {
  return error instanceof Error && error.name === 'Problem' && 'text' in error;
}
