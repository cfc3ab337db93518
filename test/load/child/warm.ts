/** The same paste diagnosed again and again with the shipped knowledge, each time measured: `warm.ts FILE CALLS WARM-UP` */
import { readFile } from 'node:fs/promises';
import { createEngine } from '#diagnosis/engine.ts';
import { loadKnowledge } from '#knowledge/load.ts';
import { shippedKnowledge } from '../processes.ts';
import { median, percentile } from '../rounds.ts';

const [file = '', calls, warmUp] = process.argv.slice(2);
const loaded = await loadKnowledge(shippedKnowledge);
if (!loaded.ok) throw new Error('the shipped knowledge does not load');
const engine = createEngine(loaded.knowledge);
const paste = await readFile(file, 'utf8');

for (let call = 0; call < Number(warmUp); call += 1) await engine.diagnose(paste);
const times: number[] = [];
for (let call = 0; call < Number(calls); call += 1) {
  const began = performance.now();
  await engine.diagnose(paste);
  times.push(performance.now() - began);
}
process.stdout.write(`${JSON.stringify({ median: median(times), p99: percentile(times, 0.99) })}\n`);
