import { z } from 'zod';
import type { IncidentId } from '#knowledge/ids.ts';
import { answers } from '#language/answers.ts';
import { cardOf } from './cards/incident.ts';
import { command } from './command.ts';
import { notice } from './desk/replies.ts';

export const incident = command({
  name: 'incident',
  usage: 'incident <incident>',
  summary: { en: 'Show an incident as it stands', zh: '查看事件的当前状态' },
  args: z.strictObject({ incident: z.string().min(1) }),
  positional: ['incident'],
  run: async (context, args) => {
    const found = await context.incidents.find(args.incident as IncidentId);
    return found === undefined ? notice('warning', answers.unknownIncident(args.incident), 2) : cardOf(context, found);
  },
});
