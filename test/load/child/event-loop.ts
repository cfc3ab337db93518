/** How long the event loop waits while a whole file is diagnosed with the shipped knowledge: `event-loop.ts string|bytes FILE RESOLUTION` */
import { readFile } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createEngine } from '#diagnosis/engine.ts';
import { loadKnowledge } from '#knowledge/load.ts';
import { shippedKnowledge } from '../processes.ts';

const [form, file = '', resolution] = process.argv.slice(2);
const loaded = await loadKnowledge(shippedKnowledge);
if (!loaded.ok) throw new Error('the shipped knowledge does not load');
const engine = createEngine(loaded.knowledge);
const paste = form === 'string' ? await readFile(file, 'utf8') : await readFile(file);

const delay = monitorEventLoopDelay({ resolution: Number(resolution) });
delay.enable();
const began = performance.now();
await engine.diagnose(paste);
const ms = performance.now() - began;
delay.disable();

const inMs = (nanoseconds: number): number => nanoseconds / 1e6;
process.stdout.write(`${JSON.stringify({ ms, p50: inMs(delay.percentile(50)), p99: inMs(delay.percentile(99)), max: inMs(delay.max) })}\n`);
