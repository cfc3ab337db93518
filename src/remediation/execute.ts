/**
 * Running an approved plan: claimed once, looked at again, its steps run as written and journalled before and after each.
 *
 * What may be relied on: a step is run only by the worker that holds the claim, only after its `started` is in the database,
 * and never again once it is there. A worker that dies leaves `started` without an end, and the plan becomes `unknown`.
 */
import { TargetError, type TargetProblem } from '#checks/ports.ts';
import { withoutSecrets } from '#checks/probe.ts';
import { instant, type PlanId, type WorkerId } from '#knowledge/ids.ts';
import type { Json } from '#knowledge/json.ts';
import { plans as words } from '#language/plans.ts';
import type { Text } from '#language/text.ts';
import { askGuards } from './guards.ts';
import type { PlanStep } from './plan.ts';
import { expire } from './review.ts';
import { reconsider } from './reconsider.ts';
import type { StepRecord } from './records.ts';
import type { Plan } from './states.ts';
import type { Workshop } from './workshop.ts';

/** How a claim ended: it ran (to whatever end), it must wait for its target, or it was not there to be claimed. */
export type Execution = { readonly kind: 'ran'; readonly plan: Plan } | { readonly kind: 'waiting'; readonly for: Plan } | { readonly kind: 'not-claimable' };

const outputLimit = 16 * 1024;

/**
 * Claims an approved plan and runs it up to its verification. Harmless to call twice, from anywhere: one caller wins the claim.
 * @throws when the store is away; the plan is then found again by the recovery.
 */
export async function execute(workshop: Workshop, id: PlanId, worker: WorkerId, signal: AbortSignal): Promise<Execution> {
  const approved = await workshop.plans.find(id);
  if (approved?.state !== 'approved') return { kind: 'not-claimable' };
  const now = workshop.clock();
  if (now.getTime() >= Date.parse(approved.expiresAt)) {
    await expire(workshop, approved);
    return { kind: 'not-claimable' };
  }
  const claim = { reviews: approved.reviews, worker, startedAt: instant(now), journal: [] };
  const claimed = await workshop.plans.move(approved, 'claim', claim, audit(workshop, approved, worker, 'plan.claimed', { hash: approved.hash }));
  if (!claimed.ok) return claimed.because === 'occupied' ? { kind: 'waiting', for: claimed.by } : { kind: 'not-claimable' };
  return { kind: 'ran', plan: await runClaimed(workshop, claimed.plan, worker, signal) };
}

async function runClaimed(workshop: Workshop, claimed: Plan<'running'>, worker: WorkerId, signal: AbortSignal): Promise<Plan> {
  const objection = await lookAgain(workshop, claimed, signal);
  if (objection !== undefined) return refuse(workshop, claimed, worker, objection);
  let plan = claimed;
  for (const [index, step] of claimed.steps.entries()) {
    const startedAt = instant(workshop.clock());
    const before = plan.journal;
    plan = await journal(workshop, plan, worker, [...before, { state: 'started', step: index, startedAt }], 'step.started', { step: index });
    const outcome = await runStep(workshop, step, signal);
    const number = index + 1;
    switch (outcome.kind) {
      case 'not-started':
        // The step is known not to have run: its entry is taken back, and with nothing before it the plan is refused.
        if (before.length === 0)
          return refuse(
            workshop,
            await journal(workshop, plan, worker, before, 'step.not-started', { step: index, problem: outcome.problem.text.en }),
            worker,
            words.notStarted(number, outcome.problem.text),
          );
        plan = await journal(workshop, plan, worker, before, 'step.not-started', { step: index, problem: outcome.problem.text.en });
        return fail(workshop, plan, worker, words.stepRefused(number, outcome.problem.text));
      case 'lost':
        return lose(workshop, plan, words.stepLost(number));
      case 'ended': {
        const record: StepRecord = {
          state: 'ended',
          step: index,
          startedAt,
          endedAt: instant(workshop.clock()),
          ok: outcome.ok,
          code: outcome.code,
          output: workshop.redactor.redact(outcome.output).slice(0, outputLimit),
        };
        plan = await journal(workshop, plan, worker, [...before, record], 'step.ended', {
          step: index,
          ok: record.ok,
          code: record.code,
          output: record.output,
        });
        if (!outcome.ok) return fail(workshop, plan, worker, words.stepFailed(number, outcome.code));
      }
    }
  }
  const verifying = { reviews: plan.reviews, journal: plan.journal, since: instant(workshop.clock()) };
  return won(await workshop.plans.move(plan, 'finish', verifying, audit(workshop, plan, worker, 'plan.steps-done', {})));
}

/** The conditions of the approval, looked at again at the last moment; what no longer holds, in words. */
async function lookAgain(workshop: Workshop, plan: Plan<'running'>, signal: AbortSignal): Promise<Text | undefined> {
  const knowledge = workshop.knowledge();
  if ((knowledge.digests.get(plan.entry) ?? knowledge.digest) !== plan.knowledge) return words.knowledgeChanged;
  await workshop.approvers.refresh(plan.reviews.map((given) => given.by));
  const revoked = plan.reviews.some(
    (given) =>
      given.verdict === 'approve' &&
      !(plan.quorum.requesterCounts && given.by === plan.requester) &&
      !workshop.approvers.isApprover(given.by, plan.quorum.group),
  );
  if (revoked) return words.approverGone;
  const objection = reconsider(workshop, plan);
  if (objection !== undefined) return objection;
  const guards = await askGuards(
    workshop,
    plan.guards.map((guard) => guard.id),
    plan.values,
    plan.targets,
    signal,
  );
  const failed = guards.find((guard) => !guard.holds);
  return failed === undefined ? undefined : words.guardFailed(failed.title, failed.says);
}

type Outcome =
  | { readonly kind: 'not-started'; readonly problem: TargetProblem }
  | { readonly kind: 'lost' }
  | { readonly kind: 'ended'; readonly ok: boolean; readonly code: number | null; readonly output: string };

async function runStep(workshop: Workshop, step: PlanStep, signal: AbortSignal): Promise<Outcome> {
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
        const answer = await workshop.targets.clusters.send(step.cluster, step.request, signal);
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

async function journal(
  workshop: Workshop,
  plan: Plan<'running'>,
  worker: WorkerId,
  records: readonly StepRecord[],
  what: string,
  details: Json,
): Promise<Plan<'running'>> {
  const data = { reviews: plan.reviews, worker: plan.worker, startedAt: plan.startedAt, journal: records };
  return won(await workshop.plans.move(plan, 'journal', data, audit(workshop, plan, worker, what, details)));
}

async function refuse(workshop: Workshop, plan: Plan<'running'>, worker: WorkerId, problem: Text): Promise<Plan> {
  const data = { reviews: plan.reviews, problem, findings: [], at: instant(workshop.clock()) };
  return won(await workshop.plans.move(plan, 'refuse', data, audit(workshop, plan, worker, 'plan.refused', { problem: problem.en })));
}

async function fail(workshop: Workshop, plan: Plan<'running'>, worker: WorkerId, problem: Text): Promise<Plan> {
  const [first, ...rest] = plan.journal;
  if (first === undefined) return refuse(workshop, plan, worker, problem);
  const data = { reviews: plan.reviews, journal: [first, ...rest] as const, problem, at: instant(workshop.clock()) };
  return won(await workshop.plans.move(plan, 'fail', data, audit(workshop, plan, worker, 'plan.failed', { problem: problem.en })));
}

/** Nobody can tell how the plan ended: it holds its target until a person has it inspected. */
export async function lose(workshop: Pick<Workshop, 'plans' | 'clock'>, plan: Plan<'running'>, problem: Text): Promise<Plan> {
  const at = instant(workshop.clock());
  const data = { reviews: plan.reviews, journal: plan.journal, problem, lostAt: at };
  const draft = {
    at,
    by: 'k8sdoc',
    what: 'plan.lost',
    incident: plan.incident,
    plan: plan.id,
    target: plan.target,
    details: { worker: plan.worker, problem: problem.en },
  } as const;
  const moved = await workshop.plans.move(plan, 'lose', data, draft);
  if (moved.ok) return moved.plan;
  return moved.because === 'changed' ? moved.now : plan;
}

function audit(workshop: Workshop, plan: Plan, worker: WorkerId, what: string, details: Json) {
  return { at: instant(workshop.clock()), by: worker, what, incident: plan.incident, plan: plan.id, target: plan.target, details };
}

/** Only the holder of the claim moves a running plan; that somebody else did means that the claim was declared lost. */
function won<S extends Plan['state']>(moved: { readonly ok: true; readonly plan: Plan<S> } | { readonly ok: false; readonly because: string }): Plan<S> {
  if (moved.ok) return moved.plan;
  throw new ClaimLost();
}

/** The plan was taken out of this worker's hands: it stops before the next step. */
export class ClaimLost extends Error {
  constructor() {
    super('the plan was declared lost while this worker ran it');
    this.name = 'ClaimLost';
  }
}
