import { cp, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
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
let own: string;
let cacheDir: string;
let compiled = 0;

const quick = async (at = cacheDir, config?: string) => {
  const knowledge = await quickKnowledge({
    config,
    sources: () => Promise.resolve({ folder, also: config === undefined ? [] : [own], without: [] }),
    code: () => [],
    cacheDir: at,
    compile: ({ entries }) => {
      compiled += 1;
      return Promise.resolve(Buffer.from([...entries.keys()].join()));
    },
  });
  if (knowledge === undefined) throw new Error('it cannot be kept');
  return knowledge;
};

beforeEach(async () => {
  compiled = 0;
  root = await mkdtemp(join(tmpdir(), 'k8sdoc-cache-'));
  folder = join(root, 'knowledge');
  own = join(root, 'own');
  cacheDir = join(root, 'cache');
  for (const part of [`${id}.yaml`, '_probes', '_guards', '_actions']) await cp(join(shipped, part), join(folder, part), { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('gives what loading gives, the first time and from what it kept', async () => {
  const loaded = await loadKnowledge(folder);
  if (!loaded.ok) throw new Error('does not load');
  for (const time of [1, 2]) {
    const knowledge = await quick();
    expect(knowledge.entries(), `time ${time}`).toEqual([...loaded.knowledge.entries.values()]);
    expect(knowledge.entry(id)).toEqual(loaded.knowledge.entries.get(id));
    expect(knowledge.entry('cni/nothing' as EntryId)).toBeUndefined();
    expect(Buffer.from(knowledge.compiled).toString()).toBe(id);
  }
  expect(compiled).toBe(1);
});

it('sees every change of a file, and every file that is added', async () => {
  await quick();
  const file = join(folder, `${id}.yaml`);
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('severity: high', 'severity: low'));
  expect((await quick()).entry(id)?.severity).toBe('low');
  const other = 'cni/another-conflict' as EntryId;
  await writeFile(join(folder, `${other}.yaml`), text.replace(`id: ${id}`, `id: ${other}`));
  expect((await quick()).entries()).toHaveLength(2);
  await rm(join(folder, `${other}.yaml`));
  expect((await quick()).entries()).toHaveLength(1);
  expect(await readdir(cacheDir)).toEqual(['knowledge.bin']);
});

it('sees a change that keeps the size and the time of writing', async () => {
  await quick();
  const file = join(folder, `${id}.yaml`);
  const { atime, mtime } = await stat(file);
  await writeFile(file, (await readFile(file, 'utf8')).replace('severity: high', 'severity:  low'));
  await utimes(file, atime, mtime);
  expect((await quick()).entry(id)?.severity).toBe('low');
});

it('compiles nothing anew where files were only written again', async () => {
  await quick();
  const file = join(folder, `${id}.yaml`);
  await writeFile(file, await readFile(file));
  await quick();
  expect(compiled).toBe(1);
});

it('does not trust a file that is cut off, nor need a folder that it may write', async () => {
  await quick();
  const file = join(cacheDir, 'knowledge.bin');
  const whole = await readFile(file);
  for (const length of [0, 10, whole.byteLength - 1]) {
    await writeFile(file, whole.subarray(0, length));
    expect((await quick()).entry(id)?.id).toBe(id);
  }
  expect((await quick(join(folder, `${id}.yaml`))).entry(id)?.id).toBe(id);
});

it('says what is wrong with files that do not load', async () => {
  await writeFile(join(folder, `${id}.yaml`), 'id: nothing');
  await expect(quick()).rejects.toThrow('The knowledge base cannot be used');
});

it('is kept for each configuration apart, and sees its changes', async () => {
  const configs = ['a', 'b'].map((name) => join(root, `${name}${'x'.repeat(200)}.yaml`));
  const other = 'cni/another-conflict' as EntryId;
  await cp(join(folder, `${id}.yaml`), join(own, `${other}.yaml`), { recursive: true });
  await writeFile(join(own, `${other}.yaml`), (await readFile(join(own, `${other}.yaml`), 'utf8')).replace(`id: ${id}`, `id: ${other}`));
  for (const config of configs) {
    await writeFile(config, config);
    for (const time of [1, 2]) expect((await quick(cacheDir, config)).entry(other)?.id, `time ${time}`).toBe(other);
  }
  expect((await quick()).entry(other)).toBeUndefined();
  const [config = ''] = configs;
  await quick(cacheDir, config);
  const before = compiled;
  await writeFile(config, 'something else');
  await quick(cacheDir, config);
  expect(compiled).toBe(before + 1);
});
