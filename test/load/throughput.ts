/** How fast a text is read, against ripgrep, and what more signatures cost. */
import { join } from 'node:path';
import { z } from 'zod';
import { type Log, logs, type Material } from './generate/generate.ts';
import { type Size, sizes } from './generate/signatures.ts';
import { configure, k8sdoc, run, runChild, settingIn } from './processes.ts';
import type { Report } from './report.ts';
import { ripgrep } from './ripgrep.ts';
import { alternate, median, ratio } from './rounds.ts';

/** How many times as fast as ripgrep on the ordinary log. */
export type Throughput = ReadonlyMap<Size, { readonly engine: number; readonly everything: number }>;
/** How many times as long as with one signature it takes with the most. */
export type Growth = { readonly engine: number; readonly everything: number };

const PassSchema = z.object({ ms: z.number(), lines: z.number().optional() });

/** `scan` finds and confirms; `diagnose` also folds the evidence and ranks. */
function pass(mode: 'diagnose' | 'scan', material: Material, size: Size, log: Log): z.output<typeof PassSchema> {
  return PassSchema.parse(runChild('throughput', mode, material.knowledge(size), material.log(log)));
}

export async function measureThroughput(report: Report, material: Material, rounds: number, on: readonly Log[] = logs): Promise<Throughput> {
  report.heading(`Against ripgrep (rg -c -f): medians of ${rounds} alternating rounds, each method in a fresh process`);
  report.note('rg: the whole process. engine: normalise, filter, confirm, line numbers, captures. diagnose: with folding and ranking as well. Both read');
  report.note('the file; it is their third pass over it, as in a bot that runs. command: k8sdoc diagnose FILE, from process start to end.');
  const row = report.table('throughput', [
    'signatures',
    'log',
    'rg ms',
    'engine ms',
    'diagnose ms',
    'command ms',
    '× engine',
    '× diagnose',
    '× command',
    'lines',
  ]);
  const throughput = new Map<Size, { engine: number; everything: number }>();

  for (const size of sizes) {
    const setting = await settingWith(material, size);
    // Whatever is kept for the next time is there.
    run(process.execPath, [k8sdoc, 'diagnose', material.paste(3)], setting);

    for (const log of on) {
      const found = { ripgrep: 0, engine: 0 };
      const took = alternate(rounds, {
        ripgrep: () => {
          const { ms, lines } = ripgrep(material.patterns(size), material.log(log));
          found.ripgrep = lines;
          return ms;
        },
        engine: () => {
          const { ms, lines = 0 } = pass('scan', material, size, log);
          found.engine = lines;
          return ms;
        },
        diagnose: () => pass('diagnose', material, size, log).ms,
        command: () => run(process.execPath, [k8sdoc, 'diagnose', material.log(log)], setting).ms,
      });
      const engine = ratio(took.ripgrep, took.engine);
      const everything = ratio(took.ripgrep, took.diagnose);
      if (log === 'ordinary') throughput.set(size, { engine, everything });
      row({
        signatures: size,
        log,
        'rg ms': median(took.ripgrep),
        'engine ms': median(took.engine),
        'diagnose ms': median(took.diagnose),
        'command ms': median(took.command),
        '× engine': engine,
        '× diagnose': everything,
        '× command': ratio(took.ripgrep, took.command),
        lines: found.ripgrep,
      });
      if (found.ripgrep !== found.engine) report.note(`warning: ripgrep matches ${found.ripgrep} lines, the engine ${found.engine}`);
    }
  }
  return throughput;
}

async function settingWith(material: Material, size: Size) {
  const { environment, ...setting } = settingIn(material.folder);
  const configuration = join(material.folder, `k8sdoc-${size}.yaml`);
  await configure(configuration, material.entries(size));
  return { ...setting, environment: { ...environment, K8SDOC_CONFIG: configuration } };
}

export function measureGrowth(report: Report, material: Material, rounds: number): Growth {
  report.heading(`Cost against the number of signatures, the ordinary log: medians of ${rounds} alternating rounds`);
  const row = report.table('growth', ['what', ...sizes.map(String), '10,000 / 1'], { what: 12 });
  const growthOf = (what: string, mode: 'diagnose' | 'scan'): number => {
    const one = (size: Size) => (): number => pass(mode, material, size, 'ordinary').ms;
    const took = alternate<`${Size}`>(rounds, { '1': one(1), '150': one(150), '1000': one(1000), '10000': one(10_000) });
    const growth = ratio(took['10000'], took['1']);
    row({ what, ...Object.fromEntries(sizes.map((size) => [size, median(took[`${size}` as const])])), '10,000 / 1': growth });
    return growth;
  };
  return { engine: growthOf('engine, ms', 'scan'), everything: growthOf('diagnose, ms', 'diagnose') };
}
