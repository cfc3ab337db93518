import { z } from 'zod';
import { limits as words } from '#language/limits.ts';
import { command } from './command.ts';
import { brakeRow, unlessApprover } from './desk/brake.ts';
import { notice, refusal } from './desk/replies.ts';

export const resume = command({
  name: 'resume',
  usage: 'resume changes',
  summary: { en: 'Let changes begin again after a pause', zh: '暂停后恢复变更' },
  args: z.strictObject({ what: z.literal('changes') }),
  positional: ['what'],
  records: 'arguments',
  run: async (context) => {
    const not = await unlessApprover(context, 'changes.resume');
    if (not !== undefined) return not;
    if (!(await context.limits.resume(brakeRow(context, 'changes.resumed')))) return refusal(words.notPaused);
    // What was approved meanwhile begins at once, not at the next sweep; whether it still may is looked at again.
    for (const plan of await context.plans.inState(['approved'])) await context.queue.change(plan.id, `resumed-${context.newId()}`);
    const text = words.resumed(context.people.name(context.actor));
    return { ...notice('good', text, 0), announce: { text, channels: context.policy.emergency?.channels ?? [] } };
  },
});
