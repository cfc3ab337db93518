/** What pausing and resuming have in common: who may, and what is written when somebody may not. */
import { instant } from '#knowledge/ids.ts';
import { limits as words } from '#language/limits.ts';
import type { AuditDraft } from '#remediation/ports.ts';
import type { Context } from '../context.ts';
import { refusal } from './replies.ts';
import type { Reply } from '../reply.ts';

/** The row that the order is recorded by. */
export function brakeRow(context: Context, what: string, reason = ''): AuditDraft {
  return { at: instant(context.clock()), by: context.actor, what, from: context.origin, details: { reason } };
}

/** The refusal, recorded, where the person is not an approver of any group. */
export async function unlessApprover(context: Context, what: string): Promise<Reply | undefined> {
  await context.approvers.refresh([context.actor]);
  if (context.approvers.isApprover(context.actor)) return undefined;
  await context.audit.append(brakeRow(context, `${what}.refused`));
  return refusal(words.onlyApprovers);
}
