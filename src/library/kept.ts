/** What is kept of the knowledge, and how it is told that it is still true. */
import type { EntryId } from '#knowledge/ids.ts';
import type { Knowledge } from '#knowledge/knowledge.ts';

// Not by an import, which would evaluate all that the module has, streams and promises too.
const { statSync } = process.getBuiltinModule('node:fs');

export type QuickOptions = {
  /** The configuration file that says where the knowledge is; undefined where there is none. */
  readonly config: string | undefined;
  /** Which knowledge that is; undefined where it is fetched from elsewhere each time. Read only when something has changed. */
  readonly sources: () => Promise<Sources | undefined>;
  /** Files of the code that loads and compiles them. */
  readonly code: () => readonly string[];
  /** Where all is kept; one that cannot be written costs the time of loading, nothing else. */
  readonly cacheDir: string;
  readonly compile: (knowledge: Knowledge) => Promise<Uint8Array>;
};

export type Sources = {
  /** The entries that are shipped. */
  readonly folder: string;
  /** Further folders over it, the last one on top. */
  readonly also: readonly string[];
  readonly without: readonly string[];
  /** What the configuration says of secrets: kept with the knowledge, so that the file need not be read. */
  readonly redaction?: Redaction | undefined;
};

export type Redaction = { readonly emails: boolean; readonly patterns: readonly { readonly name: string; readonly pattern: string }[] };

/** How the file goes on behind its first eight bytes, which tell the lengths of this JSON and of the compiled form behind it, in bytes. */
export type Header = {
  /** The configuration file that it is kept for. */
  readonly config: string | undefined;
  readonly redaction: Redaction | undefined;
  /** All that it was made of, folders too, as it then was: when nothing of it has changed, nothing of it needs to be read. */
  readonly stamps: readonly (readonly [path: string, stamp: string])[];
  /** The SHA-256 of the same. */
  readonly hash: string;
  /** Where in the rest of the file the JSON of each entry stands. */
  readonly entries: readonly (readonly [id: EntryId, from: number, to: number])[];
};

export type Kept = { readonly header: Header; readonly compiled: Uint8Array; readonly rest: (from: number, to: number) => Uint8Array };

/** Changes with every write to a file, and with every file that is added to a folder or taken from it. */
export function stampOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? '' : `${stat.size} ${stat.mtimeMs} ${stat.ctimeMs}`;
}
