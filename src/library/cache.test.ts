import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EntryId } from '#knowledge/ids.ts';
import { loadKnowledge } from '#knowledge/load.ts';
import { quickKnowledge } from './cache.ts';

const shipped = new URL('../../knowledge', import.meta.url).pathname;
const id = 'cni/cni0-ip-conflict' as EntryId;
let root: string;
let folder: string;
let cache: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'k8sdoc-cache-'));
  folder = join(root, 'knowledge');
  cache = join(root, 'cache');
  for (const part of [`${id}.yaml`, '_probes', '_guards', '_actions']) await cp(join(shipped, part), join(folder, part), { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('gives what loading gives, the first time and from what it kept', async () => {
  const loaded = await loadKnowledge(folder);
  if (!loaded.ok) throw new Error('does not load');
  expect(await quickKnowledge(folder, cache)).toEqual(loaded.knowledge);
  expect(await readdir(cache)).toHaveLength(1);
  expect(await quickKnowledge(folder, cache)).toEqual(loaded.knowledge);
});

it('sees every change of a file, and keeps one state only', async () => {
  await quickKnowledge(folder, cache);
  const file = join(folder, `${id}.yaml`);
  await writeFile(file, (await readFile(file, 'utf8')).replace('severity: high', 'severity: low'));
  expect((await quickKnowledge(folder, cache)).entries.get(id)?.severity).toBe('low');
  expect(await readdir(cache)).toHaveLength(1);
});

it('does not trust a file that is cut off, nor need a folder that it may write', async () => {
  await quickKnowledge(folder, cache);
  const [name = ''] = await readdir(cache);
  await writeFile(join(cache, name), '{"entries":[[');
  expect((await quickKnowledge(folder, cache)).entries.has(id)).toBe(true);
  expect((await quickKnowledge(folder, join(folder, `${id}.yaml`))).entries.has(id)).toBe(true);
});

it('says what is wrong with files that do not load', async () => {
  await writeFile(join(folder, `${id}.yaml`), 'id: nothing');
  await expect(quickKnowledge(folder, cache)).rejects.toThrow('The knowledge base cannot be used');
});
