import { z } from 'zod';
import type { IncidentId, PlanId } from '#knowledge/ids.ts';
import { record as words } from '#language/record.ts';
import type { AuditHead } from '#remediation/ports.ts';
import { command } from './command.ts';
import type { Context } from './context.ts';
import { notice, refusal } from './desk/replies.ts';
import { exportLines, formats } from './record/export.ts';
import type { Reply } from './reply.ts';

const KeptHeadSchema = z
  .string()
  .regex(/^[1-9]\d{0,14}:[0-9a-f]{64}$/, 'must be the number and the hash that an earlier audit verify printed: 42:9f86…')
  .transform((text): AuditHead => {
    const [seq = '', hash = ''] = text.split(':');
    return { seq: Number(seq), hash };
  });

export const audit = command({
  name: 'audit',
  usage: 'audit verify [--head N:HASH] | audit export [--format jsonl|csv] [--plan PLAN] [--incident INCIDENT]',
  summary: { en: 'Prove that the record was not altered, or export it', zh: '验证审计记录未被篡改，或导出记录' },
  args: z.strictObject({
    what: z.enum(['verify', 'export']),
    head: KeptHeadSchema.optional(),
    format: z.enum(formats).default('jsonl'),
    plan: z.string().min(1).optional(),
    incident: z.string().min(1).optional(),
  }),
  positional: ['what'],
  run: async (context, args): Promise<Reply> => {
    switch (args.what) {
      case 'verify':
        return verify(context, args.head);
      case 'export': {
        // The whole record belongs in no channel; who has a terminal here has the database too.
        if (context.origin.face !== 'terminal') return refusal(words.exportInTerminal);
        const filter = {
          ...(args.plan === undefined ? {} : { plan: args.plan as PlanId }),
          ...(args.incident === undefined ? {} : { incident: args.incident as IncidentId }),
        };
        return { ...notice('good', words.exported, 0), document: exportLines(context.audit, args.format, filter) };
      }
    }
  },
});

async function verify(context: Context, kept: AuditHead | undefined): Promise<Reply> {
  const verdict = await context.audit.verify(kept === undefined ? [] : [kept]);
  const reply = verdict.intact
    ? notice('good', words.intact(verdict.rows, `${verdict.rows}:${verdict.head}`, verdict.witnessed), 0)
    : notice('bad', words.altered(verdict.problem), 1);
  return { ...reply, data: { ...verdict } };
}
