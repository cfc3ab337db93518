/** Fifty presses of Approve at the same moment, by approvers and by others, from several workers that all try to run: one execution each. */
import type { PersonId, WorkerId } from '#knowledge/ids.ts';
import { execute } from '#remediation/execute.ts';
import { review } from '#remediation/review.ts';
import { verify } from '#remediation/verify.ts';
import { quiet, startWorkbench } from '../workbench.ts';

export type ApprovalReport = {
  readonly rounds: number;
  readonly clicks: number;
  readonly counted: number;
  readonly executions: number;
  readonly wrong: readonly string[];
};

const atOnce = 50;

/** Plays so many rounds; each is one plan of five steps. */
export async function approvalRounds(rounds: number, say: (line: string) => void = () => undefined): Promise<ApprovalReport> {
  const bench = await startWorkbench();
  const people = Array.from({ length: atOnce }, (_one, index) => `slack:T/U${index}` as PersonId);
  for (const person of people.filter((_one, index) => index % 2 === 0)) bench.approvers.add(person);
  const wrong: string[] = [];
  let counted = 0;
  let executions = 0;
  try {
    for (let round = 0; round < rounds; round += 1) {
      const name = `a${round}`;
      const proposed = await bench.draft('lab/five-links', 'make', { name });
      if (!proposed.ok) throw new Error(proposed.text.en);
      const { id, hash } = proposed.plan;
      const clicks = await Promise.all(
        people.map(async (by, index) => {
          const reviewed = await review(bench.workshop, id, { by, verdict: 'approve', hash, reason: '' });
          const worker = `worker:${index % 4}` as WorkerId;
          const execution = await execute(bench.workshop, id, worker, quiet);
          return { counts: reviewed.ok, ran: execution.kind === 'ran' };
        }),
      );
      const approvals = clicks.filter((click) => click.counts).length;
      const runs = clicks.filter((click) => click.ran).length;
      const commands = bench.machine.ran.filter((line) => line.includes(` ${name}x`)).length;
      counted += approvals;
      executions += runs;
      if (approvals !== 1 || runs !== 1 || commands !== 5) wrong.push(`${name}: ${approvals} approvals, ${runs} executions, ${commands} commands`);
      const plan = await bench.workshop.plans.find(id);
      // Its verification frees the target for the next round.
      const ended = plan?.state === 'verifying' ? await verify(bench.workshop, plan, quiet) : plan;
      if (ended?.state !== 'fixed') wrong.push(`${name} is ${ended?.state ?? 'gone'}`);
      if (round % 20 === 19) say(`${round + 1} rounds, ${wrong.length} wrong`);
    }
  } finally {
    await bench.stop();
  }
  return { rounds, clicks: rounds * atOnce, counted, executions, wrong };
}
