/**
 * What a diagnosis is: from a text to ranked entries, each with the lines that prove it.
 */
import type { EntryId } from '#knowledge/ids.ts';

/** One line of the text as it was pasted. */
export type Evidence = {
  /** The signature that matched. */
  readonly signature: string;
  /** Counted from 1. */
  readonly line: number;
  /** The line, at most 1,000 characters around the match, secrets redacted. */
  readonly text: string;
  /** Where in `text` the match stands: UTF-16 offsets, end exclusive. */
  readonly mark: { readonly from: number; readonly to: number };
  /** How many further lines matched the same signature with the same values. */
  readonly repeats: number;
};

export type Match = {
  readonly entry: EntryId;
  /** 0 to 1. */
  readonly confidence: number;
  readonly evidence: readonly Evidence[];
  /** Values of the named groups, each valid for its type in the entry. */
  readonly captures: Readonly<Record<string, string>>;
};

export type Diagnosis = {
  /** Best first. */
  readonly matches: readonly Match[];
  /** How sure the surest is of the matches that may be spoken of unasked; 0 where there is none. */
  readonly certainty: number;
  /** Whether the bot would answer in a channel that has no threshold of its own. */
  readonly speaks: boolean;
  readonly lines: number;
  readonly bytes: number;
};

/** An entry that answers a question. */
export type Answer = { readonly entry: EntryId; readonly score: number };

/**
 * The engine, made once from the knowledge. It works in slices and gives the event loop back between them, so that
 * a text of any size can be diagnosed in a server; time is linear in the text.
 */
export type Engine = {
  diagnose(
    text: string | Uint8Array | AsyncIterable<Uint8Array>,
    options?: {
      readonly signal?: AbortSignal;
      readonly onProgress?: (bytes: number) => void;
      /** Called while the text is still coming, whenever something new was seen. */
      readonly onMatches?: (matches: readonly Match[]) => void;
    },
  ): Promise<Diagnosis>;
  /** At most ten entries, best first. */
  ask(question: string): readonly Answer[];
};
