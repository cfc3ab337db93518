/**
 * `npm run bench`: all figures; asserts nothing, since machines differ. `npm run bench -- matching` or `people` runs a part; `--mb N`
 * makes the log of the part `matching` N million bytes long, `--rounds N` runs more or fewer rounds, `--json` prints JSON, one a line.
 */
import { parseArgs } from 'node:util';
import { matching, throughput, usualMegabytes } from './matching.ts';
import { people } from './people.ts';
import { createReport } from './report.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mb: { type: 'string', default: String(usualMegabytes) },
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});
const [megabytes, rounds] = [Number(values.mb), Number(values.rounds)] as const;
const report = createReport(values.json, (line) => process.stdout.write(`${line}\n`));
const parts: Readonly<Record<string, () => Promise<void>>> = {
  matching: () => matching(report, { megabytes, rounds }),
  people: () => people(report),
};
/** A part of `matching`, quick to run. */
const excerpts: typeof parts = {
  throughput: () => throughput(report, { megabytes, rounds }),
};

const known = { ...parts, ...excerpts };
const chosen = positionals.length === 0 ? Object.keys(parts) : positionals;
if (!chosen.every((name) => Object.hasOwn(known, name)) || !(megabytes > 0) || !(Number.isInteger(rounds) && rounds > 0)) {
  process.stderr.write(`usage: npm run bench -- [${Object.keys(known).join(' | ')}] [--mb N] [--rounds N] [--json]\n`);
  process.exitCode = 2;
} else {
  for (const name of chosen) await known[name]?.();
}
