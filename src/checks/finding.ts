/**
 * What a check found: the verdict on one question about one target, in words, with what was asked and when.
 */
import type { EntryId, Instant } from '#knowledge/ids.ts';
import type { Json } from '#knowledge/json.ts';
import type { Text } from '#language/text.ts';
import type { Target, TargetProblem } from './ports.ts';

type Asked = {
  readonly entry: EntryId;
  readonly check: string;
  readonly title: Text;
  readonly target: Target;
  /** The command or the request, as a person would type it. */
  readonly asked: string;
  readonly at: Instant;
  /** Milliseconds. */
  readonly duration: number;
  /** One sentence. */
  readonly says: Text;
};

export type Finding = Asked &
  (
    | { readonly verdict: 'confirmed' | 'refuted' | 'inconclusive'; readonly result: Json; readonly provides: Readonly<Record<string, string>> }
    /** The question could not be put: the node is away, access is refused, the output was not understood. */
    | { readonly verdict: 'not-run'; readonly problem: TargetProblem }
  );
export type Verdict = Finding['verdict'];
