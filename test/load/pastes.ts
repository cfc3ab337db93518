/** What one paste costs: a cold command in a terminal, and a call in a bot that runs already. */
import { z } from 'zod';
import type { Material } from './generate/generate.ts';
import { k8sdoc, run, runChild, settingIn } from './processes.ts';
import type { Report } from './report.ts';
import { alternate, median, ratio } from './rounds.ts';

const coldRounds = 21;

/** How many times as long as starting Node takes the command for three lines. */
export function measureCold(report: Report, material: Material): number {
  report.heading(`Cold command on three lines, the shipped knowledge: medians of ${coldRounds} alternating rounds`);
  const setting = settingIn(material.folder);
  const methods = {
    node: () => run(process.execPath, ['-e', '0'], setting).ms,
    command: () => run(process.execPath, [k8sdoc, 'diagnose', material.paste(3)], setting).ms,
  };
  alternate(2, methods);
  const took = alternate(coldRounds, methods);
  const times = ratio(took.command, took.node);
  report.figure('node -e 0', median(took.node), 'ms');
  report.figure('k8sdoc diagnose FILE', median(took.command), 'ms');
  report.figure('k8sdoc diagnose FILE / node -e 0', times, '×');
  return times;
}

const WarmSchema = z.object({ median: z.number(), p99: z.number() });
export type Warm = Readonly<Record<3 | 500, z.output<typeof WarmSchema>>>;

const calls = 20_000;
const warmUp = 2000;

export function measureWarm(report: Report, material: Material): Warm {
  report.heading(`Warm diagnosis of a paste, the shipped knowledge: ${calls} calls after ${warmUp}`);
  const measure = (lines: 3 | 500): Warm[3] => {
    const warm = WarmSchema.parse(runChild('warm', material.paste(lines), String(calls), String(warmUp)));
    report.figure(`${lines} lines: median`, warm.median, 'ms');
    report.figure(`${lines} lines: 99th percentile`, warm.p99, 'ms');
    return warm;
  };
  return { 3: measure(3), 500: measure(500) };
}
