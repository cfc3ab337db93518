/** How long others wait while a large paste is diagnosed in the same process. */
import { z } from 'zod';
import type { Material } from './generate/generate.ts';
import { runChild } from './processes.ts';
import type { Report } from './report.ts';

const DelaySchema = z.object({ ms: z.number(), p50: z.number(), p99: z.number(), max: z.number() });
type Delay = z.output<typeof DelaySchema>;
export type Delays = { readonly string: Delay; readonly bytes: Delay };

/** Milliseconds between two looks; a loop that is idle shows this delay, and it is not taken off. */
const resolution = 1;

export function measureEventLoop(report: Report, material: Material, megabytes: number): Delays {
  report.heading(`Event-loop delay while ${megabytes} MB are diagnosed, the shipped knowledge; resolution ${resolution} ms`);
  const row = report.table('event loop', ['pasted as', 'p50 ms', 'p99 ms', 'max ms', 'diagnosis ms']);
  const measure = (form: keyof Delays): Delay => {
    const delay = DelaySchema.parse(runChild('event-loop', form, material.log('ordinary'), String(resolution)));
    row({ 'pasted as': form, 'p50 ms': delay.p50, 'p99 ms': delay.p99, 'max ms': delay.max, 'diagnosis ms': delay.ms });
    return delay;
  };
  return { string: measure('string'), bytes: measure('bytes') };
}
