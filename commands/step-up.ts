import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { instant, type PersonId } from '#knowledge/ids.ts';
import { type Language, say } from '#language/text.ts';
import { stepUp as words } from '#language/step-up.ts';
import type { AuditDraft } from '#remediation/ports.ts';
import { base32, enrolmentUri } from '#remediation/totp.ts';
import { command } from './command.ts';
import type { Context } from './context.ts';
import { notice, refusal } from './desk/replies.ts';
import type { Reply } from './reply.ts';

export const stepUp = command({
  name: 'step-up',
  usage: 'step-up enroll <person> | step-up remove <person>',
  summary: { en: 'Give an approver one-time codes for high risk', zh: '为审批人登记高风险变更的一次性验证码' },
  args: z.strictObject({
    what: z.enum(['enroll', 'remove']),
    person: z
      .string()
      .regex(/^(?:slack:[A-Z0-9]+\/[A-Z0-9]+|(?:browser|terminal):[\w.-]+)$/, words.whole.en)
      .transform((id) => id as PersonId),
  }),
  positional: ['what', 'person'],
  records: 'arguments',
  run: async (context, { what, person: named }): Promise<Reply> => {
    const person = context.people.identity(named);
    if (context.origin.face !== 'terminal') {
      await context.audit.append(rowOf(context, `step-up.${what}-refused`, person));
      return refusal(words.inTerminal);
    }
    if (what === 'enroll') return enroll(context, person);
    const removed = await context.codes.remove(person, rowOf(context, 'step-up.removed', person));
    return removed ? notice('good', words.removed(person), 0) : refusal(words.notThere(person));
  },
});

/** RFC 4226 recommends 160 bits. */
const secretLength = 20;

async function enroll(context: Context, person: PersonId): Promise<Reply> {
  const secret = randomBytes(secretLength);
  await context.codes.enroll(person, secret, rowOf(context, 'step-up.enrolled', person));
  return { ...notice('good', words.enrolled(person), 0), data: { person }, document: once(context.language, person, secret) };
}

/** The secret leaves by the terminal's own output alone: replies are shown, kept and cleaned of secrets elsewhere. */
async function* once(language: Language, person: PersonId, secret: Uint8Array): AsyncGenerator<string> {
  yield `${say(words.enrolled(person), language)}\n`;
  yield `${enrolmentUri(person, secret)}\n${base32(secret)}\n`;
}

function rowOf(context: Context, what: string, person: PersonId): AuditDraft {
  return { at: instant(context.clock()), by: context.actor, what, from: context.origin, details: { person } };
}
