/** What approving and rejecting have in common: the plan, its hash as the person saw it, and the review. */
import type { PlanId } from '#knowledge/ids.ts';
import { review } from '#remediation/review.ts';
import type { Plan } from '#remediation/states.ts';
import { cardOf } from '../cards/incident.ts';
import { reload } from '../check.ts';
import type { Context } from '../context.ts';
import { refusal } from './replies.ts';
import type { Reply } from '../reply.ts';

/**
 * Gives the review and answers with the incident's card. A typed command names the plan alone and means it as it stands; a
 * press carries the hash of the plan that was on the screen.
 */
export async function reviewPlan(context: Context, id: string, verdict: 'approve' | 'reject', hash: string | undefined, reason: string): Promise<Reply> {
  const seen = hash ?? (await context.plans.find(id as PlanId))?.hash ?? '';
  const reviewed = await review(context, id as PlanId, { by: context.actor, verdict, hash: seen, reason, from: context.origin });
  if (!reviewed.ok) return refusal(reviewed.text);
  if (reviewed.plan.state === 'approved') await context.queue.change(reviewed.plan.id);
  return planCard(context, reviewed.plan);
}

export async function planCard(context: Context, plan: Plan): Promise<Reply> {
  const card = await cardOf(context, await reload(context, plan.incident));
  return { ...card, data: { incident: plan.incident, plan: JSON.parse(JSON.stringify(plan)) as Reply['data'] } };
}
