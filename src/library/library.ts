/**
 * The knowledge as it is on disk, kept up to date while the program runs: a changed file is taken up by itself, a broken one is
 * refused with its error, and the last good edition goes on serving.
 */
import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { EntryId } from '#knowledge/ids.ts';
import type { Knowledge } from '#knowledge/knowledge.ts';
import { loadKnowledge, type Origin } from '#knowledge/load.ts';
import type { Problem } from '#knowledge/sources.ts';
import { KnowledgeProblem } from './problem.ts';

/** One state of the knowledge, and what was made of it. */
export type Edition<Engine> = {
  readonly knowledge: Knowledge;
  readonly engine: Engine;
  readonly origins: ReadonlyMap<EntryId, Origin>;
  readonly since: Date;
};

export type Library<Engine> = {
  /** The last good edition. */
  current(): Edition<Engine>;
  /** What is wrong with the files as they are now; empty where the current edition is made of them. */
  problems(): readonly Problem[];
  /** Looks whether the files have changed, and takes them up. Resolves when that is done. */
  refresh(): Promise<void>;
  close(): void;
};

export type LibraryOptions<Engine> = {
  /** The entries that are shipped. */
  readonly folder: string;
  /** Further folders over it, the last one on top. */
  readonly also: readonly string[];
  readonly without: readonly string[];
  readonly build: (knowledge: Knowledge) => Engine;
  /** Called with every edition that is refused, once, and with what cannot be read. */
  readonly log: (problem: unknown) => void;
  /** Called when a new edition serves. */
  readonly onEdition?: (edition: Edition<Engine>) => void;
  /** Milliseconds between two looks; none where it is not given. Looking costs a stat a file and works on every file system, mounted ConfigMaps among them. */
  readonly every?: number;
};

/** @throws {KnowledgeProblem} where the first edition cannot be made. */
export async function openLibrary<Engine>(options: LibraryOptions<Engine>): Promise<Library<Engine>> {
  const folders = [options.folder, ...options.also];
  let seen = await fingerprint(folders);
  const first = await edit(options);
  if (!first.ok) throw new KnowledgeProblem(first.problems);
  let edition = first.edition;
  let problems: readonly Problem[] = [];
  let looking: Promise<void> | undefined;

  const look = async (): Promise<void> => {
    const now = await fingerprint(folders);
    if (now === seen) return;
    seen = now;
    const next = await edit(options);
    if (next.ok) {
      edition = next.edition;
      problems = [];
      options.onEdition?.(edition);
    } else {
      problems = next.problems;
      options.log(new KnowledgeProblem(problems));
    }
  };
  const refresh = (): Promise<void> => {
    looking ??= look()
      .catch(options.log)
      .finally(() => (looking = undefined));
    return looking;
  };
  const watch = options.every === undefined ? undefined : setInterval(() => void refresh(), options.every).unref();
  return {
    current: () => edition,
    problems: () => problems,
    refresh,
    close: () => clearInterval(watch),
  };
}

type Edited<Engine> = { readonly ok: true; readonly edition: Edition<Engine> } | { readonly ok: false; readonly problems: readonly Problem[] };

async function edit<Engine>({ folder, also, without, build }: LibraryOptions<Engine>): Promise<Edited<Engine>> {
  const loaded = await loadKnowledge(folder, { also, without });
  if (!loaded.ok) return loaded;
  try {
    return { ok: true, edition: { knowledge: loaded.knowledge, engine: build(loaded.knowledge), origins: loaded.origins, since: new Date() } };
  } catch (error) {
    // A pattern that no engine can be made of: the message names the entry and the signature.
    return { ok: false, problems: [{ file: folder, line: 1, column: 1, field: '', message: error instanceof Error ? error.message : String(error) }] };
  }
}

/** Changes when a file is added, removed or written. */
async function fingerprint(folders: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of folders) {
    const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.yaml') && !file.startsWith('.')).toSorted();
    const stats = await Promise.all(files.map((file) => stat(join(folder, file)).catch(() => undefined)));
    for (const [index, file] of files.entries()) hash.update(`${folder}/${file} ${stats[index]?.size ?? 0} ${stats[index]?.mtimeMs ?? 0}\n`);
  }
  return hash.digest('hex');
}
