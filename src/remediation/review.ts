/**
 * Reviews: approving, rejecting, withdrawing, expiring. Each is tried against the plan as it is in the database; who loses a
 * race looks again.
 */
import { instant, type PersonId, type PlanId } from '#knowledge/ids.ts';
import { plans as words } from '#language/plans.ts';
import type { Text } from '#language/text.ts';
import { decide, mayReview } from './decide.ts';
import { type Proof, prove } from './prove.ts';
import { isOpen } from './propose.ts';
import type { Message, Review } from './records.ts';
import type { Plan } from './states.ts';
import type { Workshop } from './workshop.ts';

export type Reviewed =
  /** The review was taken; `plan` is the plan after it. */
  | { readonly ok: true; readonly plan: Plan }
  /** `asks`: what the person can still give for the review to count. */
  | { readonly ok: false; readonly text: Text; readonly plan?: Plan; readonly asks?: 'code' };

const attempts = 100;

type Word = {
  readonly by: PersonId;
  readonly verdict: Review['verdict'];
  readonly hash: string;
  readonly reason: string;
  readonly from?: Message | undefined;
  readonly code?: string | undefined;
};

/** One person's word on one plan. A refusal is written into the audit too: who tried what, and why it did not count. */
export async function review(workshop: Workshop, id: PlanId, word: Word): Promise<Reviewed> {
  await workshop.approvers.refresh([word.by]);
  let proof: Proof | undefined;
  const reason = workshop.redactor.redact(word.reason);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const plan = await workshop.plans.find(id);
    if (plan === undefined) return noSuchPlan(workshop, id, word);
    const now = workshop.clock();
    const about = { at: instant(now), by: word.by, incident: plan.incident, plan: plan.id, target: plan.target, from: word.from };
    const refuse = async (why: string, text: Text): Promise<Reviewed & { readonly ok: false }> => {
      await workshop.audit.append({ ...about, what: 'review.refused', details: { verdict: word.verdict, why, hash: word.hash } });
      return { ok: false, text, plan };
    };
    if (plan.state !== 'awaiting-approval') return refuse('decided', words.decidedAlready(words.states[plan.state]));
    const allowed = mayReview(plan, word, workshop.approvers, now);
    if (!allowed.ok) {
      if (allowed.why === 'expired') await expire(workshop, plan);
      return refuse(allowed.why, allowed.text);
    }
    // A code is spent once, however often the plan changes meanwhile.
    proof ??= await prove(workshop, plan, word);
    if (!proof.ok) return { ok: false, plan, asks: 'code', text: (await refuse(proof.why, proof.text)).text };
    const given: Review = {
      by: word.by,
      verdict: word.verdict,
      hash: word.hash,
      at: instant(now),
      reason,
      from: word.from,
      confirmedBy: proof.confirmedBy,
    };
    const reviews = [...plan.reviews, given];
    const decision = decide(plan, reviews);
    const urgent = plan.emergency === undefined ? {} : { emergency: plan.emergency.reason };
    const details = { confirmedBy: proof.confirmedBy, verdict: word.verdict, hash: word.hash, reason, ...urgent };
    const moved = await (async () => {
      switch (decision.kind) {
        case 'waiting':
          return workshop.plans.move(plan, 'review', { reviews, expiresAt: plan.expiresAt }, { ...about, what: 'plan.reviewed', details });
        case 'approved': {
          const expiresAt = instant(new Date(now.getTime() + workshop.approvalTtl));
          return workshop.plans.move(plan, 'approve', { reviews: [...decision.reviews], expiresAt }, { ...about, what: 'plan.approved', details });
        }
        case 'rejected':
          return workshop.plans.move(
            plan,
            'reject',
            { reviews: [...decision.reviews], by: decision.by, reason: decision.reason, at: instant(now) },
            { ...about, what: 'plan.rejected', details },
          );
      }
    })();
    if (moved.ok) return { ok: true, plan: moved.plan };
  }
  throw new Error(`plan ${id} changed ${attempts} times while it was being reviewed`);
}

/** A plan that is not there is somebody's mistake, or a guess: written down like every other refusal. */
async function noSuchPlan(
  workshop: Pick<Workshop, 'audit' | 'clock'>,
  id: string,
  word: { readonly by: PersonId; readonly from?: Message | undefined },
): Promise<Reviewed> {
  const details = { why: 'no-such-plan', asked: id.slice(0, 200) };
  await workshop.audit.append({ at: instant(workshop.clock()), by: word.by, what: 'review.refused', from: word.from, details });
  return { ok: false, text: words.unknownPlan };
}

/** Takes a plan back before it runs. Only who asked for it can. */
export async function withdraw(workshop: Workshop, id: PlanId, by: PersonId, from?: Message): Promise<Reviewed> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const plan = await workshop.plans.find(id);
    if (plan === undefined) return { ok: false, text: words.unknownPlan };
    const at = instant(workshop.clock());
    const about = { at, by, incident: plan.incident, plan: plan.id, target: plan.target, from };
    const refuse = async (why: string, text: Text): Promise<Reviewed> => {
      await workshop.audit.append({ ...about, what: 'withdrawal.refused', details: { why } });
      return { ok: false, text, plan };
    };
    if (plan.requester !== by) return refuse('not-the-requester', words.withdrawOnlyRequester);
    if (!isOpen(plan)) return refuse('decided', words.decidedAlready(words.states[plan.state]));
    const reviews = plan.state === 'drafted' ? [] : plan.reviews;
    const moved = await workshop.plans.move(plan, 'withdraw', { reviews, by, at }, { ...about, what: 'plan.withdrawn', details: {} });
    if (moved.ok) return { ok: true, plan: moved.plan };
  }
  throw new Error(`plan ${id} changed ${attempts} times while it was being withdrawn`);
}

/** Ends a plan whose time is over; harmless when somebody else was quicker. */
export async function expire(workshop: Pick<Workshop, 'plans' | 'clock'>, plan: Plan<'awaiting-approval' | 'approved'>): Promise<void> {
  const at = instant(workshop.clock());
  const audit = {
    at,
    by: 'k8sdoc',
    what: 'plan.expired',
    incident: plan.incident,
    plan: plan.id,
    target: plan.target,
    details: { expiredAt: plan.expiresAt },
  } as const;
  await workshop.plans.move(plan, 'expire', { reviews: plan.reviews, at }, audit);
}
