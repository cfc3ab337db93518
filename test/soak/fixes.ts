/** Fixes, a third of them sabotaged in one of six ways, on the bench: which were said to be fixed, and which were. */
import { startWorkbench, type Workbench } from '../workbench.ts';

export type FixReport = {
  readonly fixes: number;
  readonly sabotaged: number;
  readonly saidFixed: number;
  /** Said to be fixed, and not; or the other way round. In words. */
  readonly wrong: readonly string[];
};

type Sabotage = { readonly how: string; readonly prepare: (bench: Workbench, name: string) => void };

const sabotages: readonly Sabotage[] = [
  {
    how: 'the last step says that it was done and does nothing',
    prepare: ({ machine }, name) => {
      machine.change = (argv) => (argv.includes(`${name}x5`) ? { exit: 0 } : undefined);
    },
  },
  {
    how: 'the fault comes back after the first look',
    prepare: ({ machine }, name) => {
      let looks = 0;
      machine.look = (device) => {
        if (machine.links.has(device) && (looks += 1) > 1) machine.links.delete(`${name}x5`);
        return undefined;
      };
    },
  },
  {
    how: 'the fault comes and goes',
    prepare: ({ machine }) => {
      let looks = 0;
      machine.look = (device) => (machine.links.has(device) && (looks += 1) % 2 === 0 ? { exit: 1, stderr: `Device "${device}" does not exist.` } : undefined);
    },
  },
  {
    how: 'the machine goes away after the last step',
    prepare: ({ machine }, name) => {
      machine.change = (argv) => {
        if (argv.includes(`${name}x5`)) machine.reachable = false;
        return undefined;
      };
    },
  },
  {
    how: 'what the machine prints is no answer',
    prepare: ({ machine }) => {
      machine.look = (device) => (machine.links.has(device) ? { stdout: '[{"ifname": ' } : undefined);
    },
  },
  {
    how: 'a step fails',
    prepare: ({ machine }, name) => {
      machine.change = (argv) => (argv.includes(`${name}x3`) ? { exit: 2, stderr: 'no' } : undefined);
    },
  },
];

/** Runs so many fixes one after the other, every third of them sabotaged. */
export async function fixRounds(fixes: number, say: (line: string) => void = () => undefined): Promise<FixReport> {
  const bench = await startWorkbench();
  const wrong: string[] = [];
  let sabotaged = 0;
  let saidFixed = 0;
  try {
    for (let round = 0; round < fixes; round += 1) {
      const name = `f${round}`;
      const sabotage = round % 3 === 2 ? sabotages[sabotaged % sabotages.length] : undefined;
      const proposed = await bench.draft('lab/five-links', 'make', { name });
      if (!proposed.ok) throw new Error(proposed.text.en);
      await bench.approve(proposed.plan);
      sabotage?.prepare(bench, name);
      const { state } = await bench.run(proposed.plan.id);
      if (sabotage !== undefined) sabotaged += 1;
      if (state === 'fixed') saidFixed += 1;
      if ((state === 'fixed') === (sabotage !== undefined)) wrong.push(`${name}: ${sabotage?.how ?? 'not sabotaged'}: ${state}`);
      Object.assign(bench.machine, { change: () => undefined, look: () => undefined, reachable: true });
      bench.machine.links.clear();
      if (round % 50 === 49) say(`${round + 1} fixes, ${wrong.length} wrong`);
    }
  } finally {
    await bench.stop();
  }
  return { fixes, sabotaged, saidFixed, wrong };
}
