import { z } from 'zod';
import { command } from './command.ts';
import { reviewPlan } from './desk/reviewing.ts';

export const approve = command({
  name: 'approve',
  usage: 'approve <plan> [--code CODE]',
  summary: { en: 'Approve a plan that somebody else asked for', zh: '批准他人发起的计划' },
  args: z.strictObject({ plan: z.string().min(1), hash: z.string().optional(), code: z.string().trim().max(20).optional() }),
  positional: ['plan'],
  records: 'arguments',
  run: (context, { plan, hash, code }) => reviewPlan(context, plan, { verdict: 'approve', hash, reason: '', code }),
});
