/** Stopping a change: at once where it has not begun, else before its next step. What is under way on a target is left to end. */
import { instant, type PersonId, type PlanId } from '#knowledge/ids.ts';
import { plans as words } from '#language/plans.ts';
import { whatRan } from './holder.ts';
import type { Message } from './records.ts';
import type { Reviewed } from './review.ts';
import type { Workshop } from './workshop.ts';

const attempts = 100;

/** The person who asked for the change and every approver can stop it: stopping is always the safer of two errors. */
export async function cancel(workshop: Workshop, id: PlanId, by: PersonId, from?: Message): Promise<Reviewed> {
  await workshop.approvers.refresh([by]);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const plan = await workshop.plans.find(id);
    if (plan === undefined) return { ok: false, text: words.unknownPlan };
    const at = instant(workshop.clock());
    const about = { at, by, incident: plan.incident, plan: plan.id, target: plan.target, from, details: {} };
    if (by !== plan.requester && !workshop.approvers.isApprover(by)) return { ok: false, text: words.notAnApprover(undefined), plan };
    if (plan.state !== 'approved' && plan.state !== 'running') return { ok: false, text: words.onlyCancelled(words.states[plan.state]), plan };
    if (plan.state === 'running' && plan.cancel !== undefined) return { ok: true, plan };
    const moved =
      plan.state === 'approved'
        ? await workshop.plans.move(plan, 'cancel', { reviews: plan.reviews, journal: [], before: [], by, at }, { ...about, what: 'plan.cancelled' })
        : await workshop.plans.move(
            plan,
            'halt',
            { ...whatRan(plan), worker: plan.worker, startedAt: plan.startedAt, cancel: { by, at } },
            { ...about, what: 'plan.cancel-asked' },
          );
    if (moved.ok) return { ok: true, plan: moved.plan };
  }
  throw new Error(`plan ${id} changed ${attempts} times while it was being cancelled`);
}
