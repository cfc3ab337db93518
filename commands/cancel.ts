import { z } from 'zod';
import type { PlanId } from '#knowledge/ids.ts';
import { cancel as cancelPlan } from '#remediation/cancel.ts';
import { command } from './command.ts';
import { refusal } from './desk/replies.ts';
import { planCard } from './desk/reviewing.ts';

export const cancel = command({
  name: 'cancel',
  usage: 'cancel <plan>',
  summary: { en: 'Stop a change before its next step', zh: '在下一步之前停止变更' },
  args: z.strictObject({ plan: z.string().min(1) }),
  positional: ['plan'],
  records: 'refusals',
  run: async (context, { plan }) => {
    const cancelled = await cancelPlan(context, plan as PlanId, context.actor, context.origin);
    return cancelled.ok ? planCard(context, cancelled.plan) : refusal(cancelled.text);
  },
});
