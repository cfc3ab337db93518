/**
 * The shipped knowledge as it was last loaded, kept by the hash of its files: for commands that only read, which answer at once when
 * they need neither YAML nor zod. What runs on a cluster or a node is always loaded and checked anew.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Knowledge } from '#knowledge/knowledge.ts';
import { KnowledgeProblem } from './problem.ts';

/** A Knowledge whose maps are lists of pairs. */
type Kept = {
  readonly [Part in keyof Knowledge]: Knowledge[Part] extends ReadonlyMap<infer Key, infer Value> ? readonly (readonly [Key, Value])[] : Knowledge[Part];
};

/** @param cacheDir Where it is kept; one that cannot be written costs the time of loading, nothing else. @throws {KnowledgeProblem} */
export async function quickKnowledge(folder: string, cacheDir: string): Promise<Knowledge> {
  const file = join(cacheDir, `knowledge-${await hashOf(folder)}.json`);
  const kept = await readFile(file, 'utf8').then(revive, () => undefined);
  if (kept !== undefined) return kept;
  const { loadKnowledge } = await import('#knowledge/load.ts');
  const loaded = await loadKnowledge(folder);
  if (!loaded.ok) throw new KnowledgeProblem(loaded.problems);
  await keep(cacheDir, file, loaded.knowledge).catch(() => undefined);
  return loaded.knowledge;
}

/** Changes with every byte of the knowledge, and with the code that reads it. */
async function hashOf(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const readers = ['load.ts', 'schema.ts'].map((name) => fileURLToPath(new URL(`../knowledge/${name}`, import.meta.url)));
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.yaml') && !name.endsWith('.test.yaml')).toSorted();
  const texts = await Promise.all([...readers, ...files.map((name) => join(folder, name))].map((path) => readFile(path)));
  for (const [index, text] of texts.entries()) hash.update(`${files[index - readers.length] ?? ''} ${text.byteLength}\n`).update(text);
  return hash.digest('hex').slice(0, 32);
}

async function keep(cacheDir: string, file: string, { entries, probes, guards, actions, digest, digests }: Knowledge): Promise<void> {
  const kept: Kept = { entries: [...entries], probes: [...probes], guards: [...guards], actions: [...actions], digest, digests: [...digests] };
  await mkdir(cacheDir, { recursive: true, mode: 0o700 });
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, JSON.stringify(kept), { mode: 0o600 });
  await rename(fresh, file);
  for (const name of await readdir(cacheDir))
    if (name.startsWith('knowledge-') && join(cacheDir, name) !== file) await rm(join(cacheDir, name), { force: true });
}

/** Undefined where the file is not what was written: then it is written again. */
function revive(text: string): Knowledge | undefined {
  try {
    // Written by this file, in a folder of this account's own; its name is the hash of what it was made of.
    const kept = JSON.parse(text) as Kept;
    return {
      entries: new Map(kept.entries),
      probes: new Map(kept.probes),
      guards: new Map(kept.guards),
      actions: new Map(kept.actions),
      digest: kept.digest,
      digests: new Map(kept.digests),
    };
  } catch {
    return undefined;
  }
}
