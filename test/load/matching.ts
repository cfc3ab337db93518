/** The part `matching`: how fast a paste is matched against the knowledge, what it costs the machine, and how that stands to the goals. */
import { availableParallelism } from 'node:os';
import { measureEventLoop } from './event-loop.ts';
import { materialOf } from './generate/generate.ts';
import { tellGoals } from './goals.ts';
import { measureMemory } from './memory.ts';
import { measureCold, measureWarm } from './pastes.ts';
import type { Report } from './report.ts';
import { ripgrepVersion } from './ripgrep.ts';
import { measureGrowth, measureThroughput } from './throughput.ts';

/** The length of the ordinary log that the goals are meant for, in millions of bytes. */
export const usualMegabytes = 100;

export type MatchingOptions = { readonly megabytes: number; readonly rounds: number };

/** The ordinary log alone against ripgrep: what a change of the engine is first tried with. */
export async function throughput(report: Report, { megabytes, rounds }: MatchingOptions): Promise<void> {
  report.note(`${ripgrepVersion()}; Node ${process.version}; ${availableParallelism()} processors`);
  await measureThroughput(report, await materialOf(megabytes), rounds, ['ordinary']);
}

export async function matching(report: Report, { megabytes, rounds }: MatchingOptions): Promise<void> {
  report.note(`${ripgrepVersion()}; Node ${process.version}; ${availableParallelism()} processors`);
  const material = await materialOf(megabytes);
  report.note(`signatures and logs are in ${material.folder}`);

  const speed = await measureThroughput(report, material, rounds);
  const growth = measureGrowth(report, material, rounds);
  const cold = measureCold(report, material);
  const warm = measureWarm(report, material);
  const memory = await measureMemory(report, material, megabytes);
  const delays = measureEventLoop(report, material, megabytes);

  tellGoals(report, { throughput: speed, growth, cold, warm, memory, delays });
  if (megabytes !== usualMegabytes) report.note(`the goals are meant for a log of ${usualMegabytes} MB; this one has ${megabytes}`);
}
