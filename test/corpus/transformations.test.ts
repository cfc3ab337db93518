/** What shippers, chats and terminals do to a message on its way keeps its diagnosis: every sample of every entry, changed in every way. */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readAllTests } from '#authoring/samples.ts';
import { transformations } from '#authoring/transformations.ts';
import { createEngine } from '#diagnosis/engine.ts';
import { loadKnowledge } from '#knowledge/load.ts';

const loaded = await loadKnowledge(fileURLToPath(new URL('../../knowledge', import.meta.url)));
if (!loaded.ok) throw new Error('the knowledge does not load');
const engine = createEngine(loaded.knowledge);
const { tests } = await readAllTests(loaded.origins);
const samples = [...tests].flatMap(([entry, { match }]) => match.map(({ text }) => ({ entry, text })));

it('keeps the right entry first in 99 of 100 changed samples, and in 97 of 100 for each change', async ({ annotate }) => {
  const lost: string[] = [];
  const shares: (readonly [name: string, share: number])[] = [];
  for (const [name, change] of Object.entries(transformations)) {
    const before = lost.length;
    for (const { entry, text } of samples) {
      const [first] = (await engine.diagnose(change(text))).matches;
      if (first?.entry !== entry) lost.push(`${name}: ${entry} became ${first?.entry ?? 'nothing'}`);
    }
    shares.push([name, 1 - (lost.length - before) / samples.length]);
  }
  const all = samples.length * shares.length;
  await annotate(shares.map(([name, share]) => `${name} ${share.toFixed(4)}`).join(', '));
  expect(all).toBeGreaterThan(20_000);
  expect(1 - lost.length / all, lost.join('\n')).toBeGreaterThanOrEqual(0.99);
  expect(shares.filter(([, share]) => share < 0.97)).toEqual([]);
}, 120_000);
