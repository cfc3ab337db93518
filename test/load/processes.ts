/** The processes that are measured: started fresh each time, alone, and timed from outside. */
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { publishedIds } from '#knowledge/load.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
export const k8sdoc = join(root, 'bin/k8sdoc.js');
export const shippedKnowledge = join(root, 'knowledge');

export type Finished = { readonly ms: number; readonly output: string };

export type Setting = {
  /** The environment besides the path. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
  /** Exit codes that mean that it did its work; 0 where none are given. */
  readonly done?: readonly number[];
};

/** Runs a program to its end. @throws {Error} with what it said, where it failed. */
export function run(program: string, words: readonly string[], { environment = {}, folder, done = [0] }: Setting = {}): Finished {
  const began = performance.now();
  const { status, stdout, stderr, error } = spawnSync(program, words, {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...environment },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const ms = performance.now() - began;
  if (status === null || !done.includes(status)) throw new Error(`${program} ${words.join(' ')}: ${error?.message ?? stderr}`);
  return { ms, output: stdout };
}

/** Runs one of the programs in `child/`, each of which prints one JSON value. */
export function runChild(name: 'event-loop' | 'throughput' | 'warm', ...words: readonly string[]): unknown {
  const { output } = run(process.execPath, [join(import.meta.dirname, 'child', `${name}.ts`), ...words]);
  return JSON.parse(output) as unknown;
}

/** How `k8sdoc` is started so that nobody's configuration counts; what it keeps for the next time, it keeps in this folder. */
export function settingIn(folder: string): Required<Pick<Setting, 'environment' | 'folder' | 'done'>> {
  // Exit code 1 says that nothing was found.
  return { environment: { HOME: folder, XDG_CACHE_HOME: join(folder, 'cache') }, folder, done: [0, 1] };
}

/** Writes a configuration that has these entries for its knowledge, and nothing that is shipped. */
export async function configure(file: string, entries: string): Promise<void> {
  await writeFile(file, stringify({ knowledge: { folders: [entries], disable: [...(await publishedIds(shippedKnowledge))] } }));
}
