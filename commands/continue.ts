import { z } from 'zod';
import type { PlanId } from '#knowledge/ids.ts';
import { goOn } from '#remediation/follow.ts';
import { command } from './command.ts';
import { refusal } from './desk/replies.ts';
import { planCard } from './desk/reviewing.ts';

export const continuePlan = command({
  name: 'continue',
  usage: 'continue <plan>',
  summary: {
    en: 'Draft the rest of a plan of unknown outcome, where its open step may run twice',
    zh: '为结果未知的计划生成剩余步骤的计划（仅当未完成的步骤可重复执行）',
  },
  args: z.strictObject({ plan: z.string().min(1) }),
  positional: ['plan'],
  records: 'refusals',
  run: async (context, { plan }) => {
    const proposed = await goOn(context, plan as PlanId, { by: context.actor, from: context.origin }, context.signal);
    return proposed.ok ? planCard(context, proposed.plan) : refusal(proposed.text);
  },
});
