import { z } from 'zod';
import { command } from './command.ts';
import { reviewPlan } from './desk/reviewing.ts';

export const reject = command({
  name: 'reject',
  usage: 'reject <plan> <reason…>',
  summary: { en: 'Reject a plan, with a reason', zh: '驳回计划并说明理由' },
  args: z.strictObject({ plan: z.string().min(1), hash: z.string().optional(), reason: z.string().max(2000).default('') }),
  positional: ['plan', 'reason…'],
  records: 'arguments',
  run: (context, { plan, hash, reason }) => reviewPlan(context, plan, { verdict: 'reject', hash, reason }),
});
