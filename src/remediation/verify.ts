/**
 * Verification: the checks that found the fault, run again. Fixed is said only where every one of them now refutes.
 */
import type { Finding } from '#checks/finding.ts';
import { instant, type PersonId, type PlanId } from '#knowledge/ids.ts';
import { plans as words } from '#language/plans.ts';
import { planFindings } from './look.ts';
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
  let before = false;
  for (;;) {
    const findings = (await planFindings(workshop, plan, signal)).filter((finding) => plan.verify.some((question) => question.id === finding.check));
    const [first, ...rest] = findings;
    if (first === undefined) throw new Error(`plan ${plan.id} names no check that verifies it`);
    const good = isDone(plan, findings);
    // A fault that comes and goes is not fixed: it must be gone twice in a row.
    const done = good && before;
    before = good;
    if (done || (!good && workshop.clock().getTime() + wait > until)) {
      const at = instant(workshop.clock());
      const data = { reviews: plan.reviews, journal: plan.journal, before: plan.before, findings: [first, ...rest] as const, at };
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

/**
 * Whether it turned: every check says what the plan expects, and at least one of them said otherwise just before the first step. What was
 * not seen to be broken is not said to be fixed. A plan that takes another back restores what its checks said, whether or not they turn.
 */
export function isDone(plan: Pick<Plan<'verifying'>, 'verify' | 'before' | 'origin'>, findings: readonly Finding[]): boolean {
  const said = (among: readonly Finding[], check: string): Finding['verdict'] | undefined => among.find((finding) => finding.check === check)?.verdict;
  const asExpected = plan.verify.every((question) => said(findings, question.id) === question.expects);
  const turned = plan.verify.some((question) => said(plan.before, question.id) === opposite[question.expects]);
  return asExpected && (turned || plan.origin.kind !== 'remediation');
}

const opposite = { confirmed: 'refuted', refuted: 'confirmed' } as const;

/** A person has a plan of unknown outcome looked at: nothing is run again, the verification says what the world looks like. */
export async function inspect(workshop: Workshop, id: PlanId, by: PersonId, from?: Message): Promise<Reviewed> {
  const plan = await workshop.plans.find(id);
  if (plan === undefined) return { ok: false, text: words.unknownPlan };
  if (plan.state !== 'unknown') return { ok: false, text: words.inspectOnlyUnknown, plan };
  await workshop.approvers.refresh([by]);
  if (by !== plan.requester && !workshop.approvers.isApprover(by)) return { ok: false, text: words.notAnApprover(undefined), plan };
  const at = instant(workshop.clock());
  const data = { reviews: plan.reviews, journal: plan.journal, before: plan.before, since: at };
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
