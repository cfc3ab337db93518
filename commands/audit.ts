import { z } from 'zod';
import { command } from './command.ts';
import { notice } from './desk/replies.ts';
import type { Reply } from './reply.ts';

export const audit = command({
  name: 'audit',
  usage: 'audit verify',
  summary: { en: 'Prove that the record was not altered', zh: '验证审计记录未被篡改' },
  args: z.strictObject({ what: z.literal('verify') }),
  positional: ['what'],
  run: async (context): Promise<Reply> => {
    const verdict = await context.audit.verify();
    const reply = verdict.intact
      ? notice(
          'good',
          { en: `The record is intact: ${verdict.rows} rows, head ${verdict.head}`, zh: `审计记录完整：${verdict.rows} 行，链头 ${verdict.head}` },
          0,
        )
      : notice('bad', { en: `The record was altered: ${verdict.problem}`, zh: `审计记录被改动：${verdict.problem}` }, 1);
    return { ...reply, data: { ...verdict } };
  },
});
