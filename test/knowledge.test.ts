/** One walker over the whole knowledge base: what every entry must have, and every sample, question, verdict and plan beside it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bookOf } from '#authoring/book.ts';
import { examine } from '#authoring/examine.ts';
import { lint } from '#authoring/lint.ts';
import { readAllTests } from '#authoring/samples.ts';
import { statsOf } from '#authoring/stats.ts';
import { createEngine } from '#diagnosis/engine.ts';
import { loadKnowledge, publishedIds } from '#knowledge/load.ts';
import { describeProblem } from '#knowledge/sources.ts';

const folder = fileURLToPath(new URL('../knowledge', import.meta.url));
const loaded = await loadKnowledge(folder);
if (!loaded.ok) throw new Error(loaded.problems.map((problem) => describeProblem(problem)).join('\n'));
const { knowledge, origins } = loaded;
const engine = createEngine(knowledge);
const { tests, problems } = await readAllTests(origins);
const published = await publishedIds(folder);

describe.each([...knowledge.entries.values()].map((entry) => [entry.id, entry] as const))('%s', async (id, entry) => {
  const own = tests.get(id);
  if (own === undefined) throw new Error(`${id} has no tests beside it`);

  it('has a verdict tested for every check, and a plan for every remediation with values', () => {
    expect([...new Set(own.checks.map((test) => test.check))].toSorted()).toEqual(entry.checks.map((check) => check.id).toSorted());
    const remediations = entry.remediations.filter((one) => one.steps.some((step) => JSON.stringify(step).includes('{{')));
    expect(remediations.filter(({ id: wanted }) => !own.plans.some((plan) => plan.remediation === wanted)).map((one) => one.id)).toEqual([]);
  });

  it.each((await examine({ knowledge, engine }, entry, own)).map((outcome) => [outcome.what, outcome.name, outcome] as const))(
    '%s: %s',
    (_what, _name, { ok, seen }) => expect(ok, seen).toBe(true),
  );
});

describe('the whole of it', () => {
  it('has all that was published, in both languages, with samples and near misses', () => {
    const stats = statsOf([...knowledge.entries.values()], tests, published);
    expect(stats).toMatchObject({ entries: published.size, unwritten: [], bilingual: published.size, sampled: published.size });
    expect(problems).toEqual([]);
  });

  it('has nothing that a reviewer would send back', async () => {
    const files = await readdir(join(folder, '_healthy'));
    const healthy = new Map(await Promise.all(files.map(async (file) => [file, await readFile(join(folder, '_healthy', file), 'utf8')] as const)));
    expect((await lint({ engine, origins, tests, healthy })).map((problem) => describeProblem(problem))).toEqual([]);
  });

  it('stands in the book as it is', async () => {
    for (const [path, text] of bookOf(knowledge)) {
      expect(await readFile(fileURLToPath(new URL(`../docs/catalog/${path}`, import.meta.url)), 'utf8'), `${path}: npm run docs`).toBe(text);
    }
  });
});
