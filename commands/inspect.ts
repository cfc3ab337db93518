import { z } from 'zod';
import type { PlanId } from '#knowledge/ids.ts';
import { inspect as inspectPlan } from '#remediation/verify.ts';
import { command } from './command.ts';
import { refusal } from './desk/replies.ts';
import { planCard } from './desk/reviewing.ts';

export const inspect = command({
  name: 'inspect',
  usage: 'inspect <plan>',
  summary: { en: 'Look at how a plan of unknown outcome ended; runs nothing again', zh: '核查结果未知的计划，不会重新执行' },
  args: z.strictObject({ plan: z.string().min(1) }),
  positional: ['plan'],
  records: 'refusals',
  run: async (context, { plan }) => {
    const inspected = await inspectPlan(context, plan as PlanId, context.actor, context.origin);
    return inspected.ok ? planCard(context, inspected.plan) : refusal(inspected.text);
  },
});
