import { z } from 'zod';
import { type EntryId, type IncidentId, instant } from '#knowledge/ids.ts';
import { answers } from '#language/answers.ts';
import { command } from './command.ts';
import { notice } from './desk/replies.ts';

export const feedback = command({
  name: 'feedback',
  usage: 'feedback <incident> helpful|wrong',
  summary: { en: 'Say whether a diagnosis was right', zh: '反馈诊断是否正确' },
  args: z.strictObject({ incident: z.string().min(1), vote: z.enum(['helpful', 'wrong']), entry: z.string().optional() }),
  positional: ['incident', 'vote'],
  run: async (context, args) => {
    const found = await context.incidents.find(args.incident as IncidentId);
    const entry = args.entry ?? found?.matches[0]?.entry;
    if (found === undefined || entry === undefined) return notice('warning', answers.unknownIncident(args.incident), 2);
    await context.incidents.vote({ incident: found.id, entry: entry as EntryId, by: context.actor, vote: args.vote, at: instant(context.clock()) });
    return notice('good', answers.thanks, 0);
  },
});
