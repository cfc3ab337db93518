/** One step: handed to its target, once, and what came of it. */
import { TargetError, type TargetProblem } from '#checks/ports.ts';
import { withoutSecrets } from '#checks/probe.ts';
import type { PlanStep } from './plan.ts';
import type { Workshop } from './workshop.ts';

export type Outcome =
  /** It is known not to have run. */
  | { readonly kind: 'not-started'; readonly problem: TargetProblem }
  /** Nobody can tell. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'ended'; readonly ok: boolean; readonly code: number | null; readonly output: string };

/** Runs a step as it is written in the plan, after these. Its `started` must stand in the database before. */
export async function runStep(
  workshop: Pick<Workshop, 'targets' | 'redactor'>,
  step: PlanStep,
  earlier: readonly PlanStep[],
  signal: AbortSignal,
): Promise<Outcome> {
  try {
    switch (step.on) {
      case 'node': {
        const result = await workshop.targets.nodes.run(step.node, { argv: step.argv, sudo: step.sudo, timeout: step.timeout }, signal);
        // A command that had to be cut off may still be at work on the node.
        if (result.timedOut) return { kind: 'lost' };
        const output = [result.stdout, result.stderr].filter((part) => part !== '').join('\n');
        return { kind: 'ended', ok: result.exit === 0, code: result.exit, output };
      }
      case 'cluster': {
        const own = earlier.some((one) => one.on === 'cluster' && one.cluster === step.cluster && one.object.uid === step.object.uid);
        const answer = await workshop.targets.clusters.send(step.cluster, step, own, signal);
        return { kind: 'ended', ok: answer.status < 300, code: answer.status, output: answer.message };
      }
    }
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    return error.problem.kind === 'lost' || error.problem.kind === 'cancelled' || error.problem.kind === 'timeout'
      ? { kind: 'lost' }
      : { kind: 'not-started', problem: withoutSecrets(error.problem, workshop.redactor) };
  }
}
