/** The long proofs, by hand: `npm run soak -- kills 200`. Prints what was found as JSON, and exits 1 where anything is wrong. */
import { approvalRounds } from './approvals.ts';
import { clickRounds, promptRounds } from './clicks.ts';
import { fixRounds } from './fixes.ts';
import { killRounds } from './kills.ts';
import { outageRounds } from './outages.ts';

const proofs = {
  kills: async (rounds: number) => {
    const report = await killRounds(rounds, say);
    return { report, ok: report.stepsRunTwice === 0 && report.plansLost === 0 && report.lies.length === 0 };
  },
  fixes: async (rounds: number) => {
    const report = await fixRounds(rounds, say);
    return { report, ok: report.wrong.length === 0 };
  },
  approvals: async (rounds: number) => {
    const report = await approvalRounds(rounds, say);
    return { report, ok: report.wrong.length === 0 };
  },
  outages: async (rounds: number) => {
    const report = await outageRounds(rounds);
    return { report, ok: report.wrong.length === 0 && report.healthSaidAway === report.restarts };
  },
  clicks: async (rounds: number) => {
    const report = await clickRounds(rounds, say);
    return { report, ok: report.effects === report.clicks };
  },
  prompts: async (rounds: number) => {
    const report = await promptRounds(rounds);
    return { report, ok: report.counted === report.prompts };
  },
} satisfies Readonly<Record<string, (rounds: number) => Promise<{ readonly report: unknown; readonly ok: boolean }>>>;

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

const [name = '', count = ''] = process.argv.slice(2);
const proof = Object.hasOwn(proofs, name) ? proofs[name as keyof typeof proofs] : undefined;
const rounds = Number.parseInt(count, 10);
if (proof === undefined || !(rounds > 0)) {
  say(`usage: npm run soak -- ${Object.keys(proofs).join('|')} ROUNDS`);
  process.exitCode = 2;
} else {
  const { report, ok } = await proof(rounds);
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  process.exitCode = ok ? 0 : 1;
}
