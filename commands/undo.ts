import { z } from 'zod';
import type { PlanId } from '#knowledge/ids.ts';
import { undo as undoPlan } from '#remediation/follow.ts';
import { command } from './command.ts';
import { refusal } from './desk/replies.ts';
import { planCard } from './desk/reviewing.ts';

export const undo = command({
  name: 'undo',
  usage: 'undo <plan>',
  summary: { en: 'Draft the way back from a change, as a plan of its own', zh: '为变更生成回退计划' },
  args: z.strictObject({ plan: z.string().min(1) }),
  positional: ['plan'],
  records: 'refusals',
  run: async (context, { plan }) => {
    const proposed = await undoPlan(context, plan as PlanId, { by: context.actor, from: context.origin }, context.signal);
    return proposed.ok ? planCard(context, proposed.plan) : refusal(proposed.text);
  },
});
