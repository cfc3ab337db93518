/** What approving and rejecting have in common: the plan, its hash as the person saw it, and the review. */
import type { PlanId } from '#knowledge/ids.ts';
import { answers } from '#language/answers.ts';
import { stepUp } from '#language/step-up.ts';
import type { Text } from '#language/text.ts';
import { review } from '#remediation/review.ts';
import type { Plan } from '#remediation/states.ts';
import { cardOf } from '../cards/incident.ts';
import { reload } from '../check.ts';
import type { Context } from '../context.ts';
import { notice, refusal } from './replies.ts';
import type { Reply } from '../reply.ts';

type Word = {
  readonly verdict: 'approve' | 'reject';
  readonly hash: string | undefined;
  readonly reason: string;
  readonly code?: string | undefined;
};

/**
 * Gives the review and answers with the incident's card. A typed command names the plan alone and means it as it stands; a
 * press carries the hash of the plan that was on the screen.
 */
export async function reviewPlan(context: Context, id: string, word: Word): Promise<Reply> {
  const hash = word.hash ?? (await context.plans.find(id as PlanId))?.hash ?? '';
  const reviewed = await review(context, id as PlanId, { ...word, by: context.actor, hash, from: context.origin });
  if (!reviewed.ok && reviewed.asks === 'code' && reviewed.plan !== undefined) return askCode(reviewed.plan, hash, reviewed.text, word.code);
  if (!reviewed.ok) return refusal(reviewed.text);
  return planCard(context, reviewed.plan);
}

function askCode(plan: Plan, hash: string, problem: Text, given: string | undefined): Reply {
  const field = { name: 'code', label: stepUp.field, hint: stepUp.hint, input: { kind: 'value', type: 'integer', example: '123456' } } as const;
  return {
    ...notice('warning', problem, 2),
    form: {
      title: stepUp.title,
      submit: answers.approve,
      action: { id: 'plan:approve', value: { about: 'plan', plan: plan.id, hash } },
      fields: [given === undefined ? field : { ...field, problem }],
    },
  };
}

export async function planCard(context: Context, plan: Plan): Promise<Reply> {
  const card = await cardOf(context, await reload(context, plan.incident));
  return { ...card, data: { incident: plan.incident, plan: JSON.parse(JSON.stringify(plan)) as Reply['data'] } };
}
