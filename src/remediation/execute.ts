/**
 * Running an approved plan: claimed once, looked at again, its steps run as written and journalled before, at and after each.
 *
 * What may be relied on: a step is run only by the worker that holds the claim, only after its `started` is in the database, and never
 * again once it is there. A worker that dies leaves `started` without an end, and the plan becomes `unknown`; one that dies between two
 * steps leaves a plan of which it is known what ran.
 */
import { instant, type PlanId, type WorkerId } from '#knowledge/ids.ts';
import { plans as words } from '#language/plans.ts';
import type { Text } from '#language/text.ts';
import { askGuards } from './guards.ts';
import { type Holder, holderOf, whatRan } from './holder.ts';
import { planFindings } from './look.ts';
import type { StepRecord } from './records.ts';
import { driftOf } from './reality.ts';
import { reconsider } from './reconsider.ts';
import { lose } from './recover.ts';
import { expire } from './review.ts';
import type { Plan } from './states.ts';
import { runStep } from './steps.ts';
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
  const claim = { reviews: approved.reviews, worker, startedAt: instant(now), journal: [], before: [] };
  const about = { at: instant(now), by: worker, incident: approved.incident, plan: approved.id, target: approved.target };
  const claimed = await workshop.plans.move(approved, 'claim', claim, { ...about, what: 'plan.claimed', details: { hash: approved.hash } });
  if (!claimed.ok) return claimed.because === 'occupied' ? { kind: 'waiting', for: claimed.by } : { kind: 'not-claimable' };
  return { kind: 'ran', plan: await runClaimed(workshop, holderOf(workshop, worker), claimed.plan, signal) };
}

async function runClaimed(workshop: Workshop, holder: Holder, claimed: Plan<'running'>, signal: AbortSignal): Promise<Plan> {
  const objection = await lookAgain(workshop, claimed, signal);
  if (objection !== undefined) return holder.fail(claimed, objection);
  const before = await planFindings(workshop, claimed, signal);
  const seen = before.map((finding) => ({ check: finding.check, verdict: finding.verdict }));
  const drift = await driftOf(workshop, claimed, before, signal);
  if (drift !== undefined) return holder.fail(claimed, drift);
  let plan = await holder.move(claimed, 'observe', (now) => ({ ...whatRan(now), before, worker: now.worker, startedAt: now.startedAt }), { seen });
  for (let index = 0; index < plan.steps.length; index += 1) {
    const after = await takeStep(workshop, holder, plan, index, signal);
    if (after.state !== 'running') return after;
    plan = after;
  }
  const since = instant(workshop.clock());
  return holder.move(plan, 'finish', (now) => ({ ...whatRan(now), since }), {});
}

/** One step, with all that is written about it. The plan is still running only where the step ended well. */
async function takeStep(workshop: Workshop, holder: Holder, held: Plan<'running'>, index: number, signal: AbortSignal): Promise<Plan> {
  const before = held.journal;
  const step = held.steps[index];
  if (step === undefined) throw new Error(`plan ${held.id} has no step ${index + 1}`);
  const about = { step: index };
  let plan = await holder.note(held, 'intend', [...before, { state: 'intended', step: index, intendedAt: instant(workshop.clock()) }], about);
  const back = (details: { readonly step: number; readonly problem: string }): Promise<Plan<'running'>> => holder.note(plan, 'not-run', before, details);
  if (plan.cancel !== undefined) return stopped(workshop, holder, await back({ ...about, problem: 'somebody asked to stop' }));
  if (signal.aborted) return holder.fail(await back({ ...about, problem: 'k8sdoc is being stopped' }), words.shutDown(index + 1));
  const startedAt = instant(workshop.clock());
  plan = await holder.note(plan, 'start', [...before, { state: 'started', step: index, startedAt }], about);
  const outcome = await runStep(workshop, step, held.steps.slice(0, index), signal);
  switch (outcome.kind) {
    case 'not-started':
      // The step is known not to have run: its entry is taken back, and with nothing before it the plan is refused.
      plan = await back({ ...about, problem: outcome.problem.text.en });
      return holder.fail(plan, before.length === 0 ? words.notStarted(index + 1, outcome.problem.text) : words.stepRefused(index + 1, outcome.problem.text));
    case 'lost':
      return lose(workshop, plan, words.stepLost(index + 1));
    case 'ended': {
      const output = workshop.redactor.redact(outcome.output).slice(0, outputLimit);
      const result = { ok: outcome.ok, code: outcome.code, output };
      const record: StepRecord = { state: 'ended', step: index, startedAt, endedAt: instant(workshop.clock()), ...result };
      plan = await holder.note(plan, 'end', [...before, record], { ...about, ...result });
      return outcome.ok ? plan : holder.fail(plan, words.stepFailed(index + 1, outcome.code));
    }
  }
}

async function stopped(workshop: Workshop, holder: Holder, plan: Plan<'running'>): Promise<Plan> {
  const at = instant(workshop.clock());
  const by = plan.cancel?.by ?? plan.requester;
  return holder.move(plan, 'cancel', (now) => ({ ...whatRan(now), by, at }), { by, stepsDone: plan.journal.length });
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
