/** The whole of the knowledge, examined on pastes, questions and harmless texts that were written apart from the entries. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Paste, readPastes } from '#authoring/pastes.ts';
import { createEngine } from '#diagnosis/engine.ts';
import { loadKnowledge } from '#knowledge/load.ts';

const loaded = await loadKnowledge(fileURLToPath(new URL('../../knowledge', import.meta.url)));
if (!loaded.ok) throw new Error('the knowledge does not load');
const engine = createEngine(loaded.knowledge);

const read = (name: string): Promise<string> => readFile(new URL(name, import.meta.url), 'utf8');

const ids = new Set<string>(loaded.knowledge.entries.keys());

async function pastesIn(name: string): Promise<readonly Paste[]> {
  const { pastes, problems } = readPastes(name, await read(name), (id) => ids.has(id));
  expect(problems).toEqual([]);
  return pastes;
}

type Failure = { readonly wanted: string; readonly seen: string };

function share(failures: readonly Failure[], of: number): number {
  return 1 - failures.length / of;
}

it('finds the diagnosis first in 95 of 100 pastes, and among the first three in 98', async () => {
  const blocks = await pastesIn('pastes.txt');
  const notFirst: Failure[] = [];
  const notAmong: Failure[] = [];
  for (const { name, right, text } of blocks) {
    const { matches } = await engine.diagnose(text);
    const place = matches.findIndex(({ entry }) => right.includes(entry));
    const failure = { wanted: `${name}: ${right.join(', ')}`, seen: matches.map(({ entry, confidence }) => `${entry} ${confidence}`).join(', ') };
    if (place !== 0) notFirst.push(failure);
    if (place < 0 || place > 2) notAmong.push(failure);
  }
  expect(blocks.length).toBeGreaterThan(130);
  expect(share(notFirst, blocks.length), JSON.stringify(notFirst, null, 1)).toBeGreaterThanOrEqual(0.95);
  expect(share(notAmong, blocks.length), JSON.stringify(notAmong, null, 1)).toBeGreaterThanOrEqual(0.98);
});

it('answers 95 of 100 questions among the first three', async () => {
  const questions = z.array(z.tuple([z.string(), z.string()])).parse(parse(await read('questions.yaml')));
  const failures = questions.flatMap(([wanted, question]) => {
    const answers = engine.ask(question).map(({ entry, score }) => ({ entry: String(entry), score }));
    return answers.slice(0, 3).some(({ entry }) => entry === wanted) ? [] : [{ wanted: `${wanted}: ${question}`, seen: JSON.stringify(answers.slice(0, 5)) }];
  });
  expect(questions.length).toBeGreaterThanOrEqual(200);
  expect(share(failures, questions.length), JSON.stringify(failures, null, 1)).toBeGreaterThanOrEqual(0.95);
});

it('stays silent on 199 of 200 texts that are no fault', async () => {
  const blocks = await pastesIn('silence.txt');
  const spoke: Failure[] = [];
  for (const { name, text } of blocks) {
    const { speaks, matches } = await engine.diagnose(text);
    if (speaks) spoke.push({ wanted: `${name}: ${text.slice(0, 80)}`, seen: matches.map(({ entry }) => entry).join(', ') });
  }
  expect(blocks.length).toBeGreaterThan(150);
  expect(share(spoke, blocks.length), JSON.stringify(spoke, null, 1)).toBeGreaterThanOrEqual(0.995);
});
