/**
 * Verification: the checks that found the fault, run again. Fixed is said only where every one of them now refutes.
 */
import type { Finding } from '#checks/finding.ts';
import { runChecks } from '#checks/run.ts';
import { instant, type PersonId, type PlanId } from '#knowledge/ids.ts';
import { plans as words } from '#language/plans.ts';
import type { Message } from './records.ts';
import type { Reviewed } from './review.ts';
import type { Plan } from './states.ts';
import type { Workshop } from './workshop.ts';

const firstWait = 500;
const longestWait = 10_000;

/**
 * Looks until every check refutes or the entry's time is over, waiting longer each time. Reads only, so that a
 * verification that was cut off is simply begun again.
 */
export async function verify(workshop: Workshop, plan: Plan<'verifying'>, signal: AbortSignal): Promise<Plan> {
  await workshop.sleep(plan.settle, signal);
  const until = workshop.clock().getTime() + plan.within;
  let wait = firstWait;
  for (;;) {
    const findings = await look(workshop, plan, signal);
    const [first, ...rest] = findings;
    if (first === undefined) throw new Error(`plan ${plan.id}: the checks that verify it are not loaded`);
    const done = findings.length === plan.verify.length && findings.every((finding) => finding.verdict === 'refuted');
    if (done || workshop.clock().getTime() + wait > until) {
      const at = instant(workshop.clock());
      const data = { reviews: plan.reviews, journal: plan.journal, findings: [first, ...rest] as const, at };
      const details = { findings: findings.map((finding) => ({ check: finding.check, verdict: finding.verdict, says: finding.says.en })) };
      const about = { at, by: 'k8sdoc', incident: plan.incident, plan: plan.id, target: plan.target, details } as const;
      const moved = done
        ? await workshop.plans.move(plan, 'confirm', data, { ...about, what: 'plan.fixed' })
        : await workshop.plans.move(plan, 'refute', data, { ...about, what: 'plan.not-fixed' });
      if (moved.ok) return moved.plan;
      return moved.because === 'changed' ? moved.now : plan;
    }
    await workshop.sleep(wait, signal);
    wait = Math.min(wait * 2, longestWait);
  }
}

async function look(workshop: Workshop, plan: Plan<'verifying'>, signal: AbortSignal): Promise<readonly Finding[]> {
  const knowledge = workshop.knowledge();
  const entry = knowledge.entries.get(plan.entry);
  if (entry === undefined) throw new Error(`plan ${plan.id}: the entry ${plan.entry} is not loaded`);
  const only = plan.verify.map((question) => question.id);
  const findings: Finding[] = [];
  for await (const finding of runChecks({
    knowledge,
    entry,
    only,
    values: plan.values,
    places: plan.targets,
    targets: workshop.targets,
    redactor: workshop.redactor,
    clock: workshop.clock,
    signal,
  }))
    findings.push(finding);
  return findings;
}

/** A person has a plan of unknown outcome looked at: nothing is run again, the verification says what the world looks like. */
export async function inspect(workshop: Workshop, id: PlanId, by: PersonId, from?: Message): Promise<Reviewed> {
  const plan = await workshop.plans.find(id);
  if (plan === undefined) return { ok: false, text: words.unknownPlan };
  if (plan.state !== 'unknown') return { ok: false, text: words.inspectOnlyUnknown, plan };
  await workshop.approvers.refresh([by]);
  if (by !== plan.requester && !workshop.approvers.isApprover(by)) return { ok: false, text: words.notAnApprover(undefined), plan };
  const at = instant(workshop.clock());
  const data = { reviews: plan.reviews, journal: plan.journal, since: at };
  const moved = await workshop.plans.move(plan, 'inspect', data, {
    at,
    by,
    what: 'plan.inspected',
    incident: plan.incident,
    plan: plan.id,
    target: plan.target,
    from,
    details: {},
  });
  if (moved.ok) return { ok: true, plan: moved.plan };
  return { ok: false, text: words.inspectOnlyUnknown, plan };
}
