/**
 * What a diagnosis is: from a text to ranked entries, each with the lines that prove it.
 */
import type { EntryId } from '#knowledge/ids.ts';
import type { Strength } from '#knowledge/schema.ts';

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
  /**
   * Where the match stands in the line as pasted, as editors count: UTF-16 units from 1, end exclusive. Missing where it was recorded
   * by an edition that did not tell it.
   */
  readonly columns?: Columns | undefined;
  /** How often it was said again: further lines with the same values, each as often as an event's row says that it happened. */
  readonly repeats: number;
  /** When it was said first and last, where it was said again and the lines tell the time. */
  readonly span?: Span | undefined;
};

export type Columns = { readonly from: number; readonly to: number };

/** Times as printed; of events, how long ago. */
export type Span = { readonly first: string; readonly last: string };

export type Match = {
  readonly entry: EntryId;
  /** 0 to 1. */
  readonly confidence: number;
  readonly evidence: readonly Evidence[];
  /** Values of the named groups, each valid for its type in the entry. */
  readonly captures: Readonly<Record<string, string>>;
  /** The text states a version that the entry is not about; the match is no more than possible then. */
  readonly wrongVersion?: WrongVersion | undefined;
  /** What counted, where it was asked for. */
  readonly explanation?: readonly Reason[];
};

/** Something that counted for a match or against it. */
export type Reason =
  | {
      readonly kind: 'signature';
      readonly counts: 'for';
      readonly signature: string;
      readonly strength: Strength;
      readonly line: number;
      readonly times: number;
    }
  | {
      readonly kind: 'combination';
      readonly counts: 'for';
      readonly all: readonly string[];
      readonly any: readonly string[];
      readonly not: readonly string[];
      readonly strength: Strength;
    }
  /** Said by the component that the entry is about, or by an application. */
  | { readonly kind: 'speaker'; readonly counts: 'for' | 'against'; readonly line: number; readonly component: string }
  /** The line itself is no warning. */
  | { readonly kind: 'severity'; readonly counts: 'against'; readonly line: number; readonly severity: 'info' }
  /** Values that are not of the type that the entry declares. */
  | { readonly kind: 'type'; readonly counts: 'against'; readonly signature: string; readonly line: number; readonly refused: number }
  /** A signature that says that it is not so. */
  | { readonly kind: 'against'; readonly counts: 'against'; readonly signature: string; readonly line: number }
  | ({ readonly kind: 'version'; readonly counts: 'against' } & WrongVersion);

/**
 * An entry of which something was seen, and not enough. `alone`: hints that count together only; `only-against`: nothing speaks for it;
 * `unless`: the line belongs to a more specific entry; `component`: another component said it; `pattern`: some of the words, not the message.
 */
export type Rejected = {
  readonly entry: EntryId;
  readonly signature: string;
  readonly line: number;
  readonly why: 'alone' | 'only-against' | 'unless' | 'component' | 'pattern';
};

export type WrongVersion = { readonly component: string; readonly applies: string; readonly stated: string };

export type Diagnosis = {
  /** Best first. */
  readonly matches: readonly Match[];
  /** How sure the surest is of the matches that may be spoken of unasked; 0 where there is none. */
  readonly certainty: number;
  /** Whether the bot would answer in a channel that has no threshold of its own. */
  readonly speaks: boolean;
  readonly lines: number;
  readonly bytes: number;
  /** What else was looked at, where it was asked for; the nearest first. */
  readonly rejected?: readonly Rejected[];
};

export type DiagnoseOptions = {
  readonly signal?: AbortSignal;
  readonly onProgress?: (bytes: number) => void;
  /** Called while the text is still coming, whenever something new was seen. */
  readonly onMatches?: (matches: readonly Match[]) => void;
  /** Tells of each match what counted, and what was rejected. */
  readonly explain?: boolean;
};

/** An entry that answers a question. */
export type Answer = { readonly entry: EntryId; readonly score: number };

/**
 * The engine, made once from the knowledge. It works in slices and gives the event loop back between them, so that
 * a text of any size can be diagnosed in a server; time is linear in the text.
 */
export type Engine = {
  diagnose(text: string | Uint8Array | AsyncIterable<Uint8Array>, options?: DiagnoseOptions): Promise<Diagnosis>;
  /** At most ten entries, best first. */
  ask(question: string): readonly Answer[];
};
