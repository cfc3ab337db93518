import { z } from 'zod';
import type { PlanId } from '#knowledge/ids.ts';
import { withdraw as withdrawPlan } from '#remediation/review.ts';
import { command } from './command.ts';
import { refusal } from './desk/replies.ts';
import { planCard } from './desk/reviewing.ts';

export const withdraw = command({
  name: 'withdraw',
  usage: 'withdraw <plan>',
  summary: { en: 'Take back a plan that you asked for', zh: '撤回自己发起的计划' },
  args: z.strictObject({ plan: z.string().min(1) }),
  positional: ['plan'],
  records: 'arguments',
  run: async (context, { plan }) => {
    const withdrawn = await withdrawPlan(context, plan as PlanId, context.actor, context.origin);
    return withdrawn.ok ? planCard(context, withdrawn.plan) : refusal(withdrawn.text);
  },
});
