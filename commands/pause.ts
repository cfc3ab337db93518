import { z } from 'zod';
import { instant } from '#knowledge/ids.ts';
import { limits as words } from '#language/limits.ts';
import { command } from './command.ts';
import { brakeRow, unlessApprover } from './desk/brake.ts';
import { notice, refusal } from './desk/replies.ts';

export const pause = command({
  name: 'pause',
  usage: 'pause changes [reason…]',
  summary: { en: 'Stop all changes that have not begun, approved ones too', zh: '暂停所有尚未开始的变更，包括已批准的' },
  args: z.strictObject({ what: z.literal('changes'), reason: z.string().max(500).default('') }),
  positional: ['what', 'reason…'],
  records: 'arguments',
  run: async (context, { reason }) => {
    const not = await unlessApprover(context, 'changes.pause');
    if (not !== undefined) return not;
    const said = context.redactor.redact(reason);
    const pulled = await context.limits.pause({ by: context.actor, reason: said, at: instant(context.clock()) }, brakeRow(context, 'changes.paused', said));
    if (!pulled) return refusal(words.alreadyPaused);
    const underway = await context.plans.inState(['running']);
    const text = words.paused(context.people.name(context.actor), said);
    return {
      ...notice('warning', text, 0, [{ kind: 'text', text: words.goesOn(underway.map((plan) => `${plan.title.en} (${plan.id})`)) }]),
      announce: { text, channels: context.policy.emergency?.channels ?? [] },
    };
  },
});
