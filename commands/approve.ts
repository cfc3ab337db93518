import { z } from 'zod';
import { command } from './command.ts';
import { reviewPlan } from './desk/reviewing.ts';

export const approve = command({
  name: 'approve',
  usage: 'approve <plan>',
  summary: { en: 'Approve a plan that somebody else asked for', zh: '批准他人发起的计划' },
  args: z.strictObject({ plan: z.string().min(1), hash: z.string().optional() }),
  positional: ['plan'],
  run: (context, { plan, hash }) => reviewPlan(context, plan, 'approve', hash, ''),
});
