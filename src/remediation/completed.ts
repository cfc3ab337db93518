/** What the record adds to a row about a plan: on whose word, in an emergency or not, and the bytes of the step. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { commandLine } from '#knowledge/command-line.ts';
import type { Json } from '#knowledge/json.ts';
import type { PlanBase, PlanStep } from './plan.ts';
import type { AuditDraft } from './ports.ts';
import { approvalsIn, ReviewSchema } from './records.ts';

/**
 * The exact bytes of a step: the command line as the node's shell reads it, or the request as the API server does. Secrets in it are
 * taken out when the row is written; the digest is that of the bytes as they are sent.
 */
function ranBy(step: PlanStep): Json {
  const bytes = step.on === 'node' ? commandLine(step) : `${step.request.method} ${step.request.path}\n${step.request.contentType}\n\n${step.request.body}`;
  return { on: step.on, at: step.on === 'node' ? step.node : step.cluster, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Not every state knows reviews. */
const ReviewedSchema = z.object({ reviews: z.array(ReviewSchema).default([]) });
const StepDetailsSchema = z.object({ step: z.int().min(0) }).catchall(z.json());

/** The row with all that the plan itself knows about it, so that nobody who writes a row can leave it out. */
export function completed(draft: AuditDraft, plan: PlanBase): AuditDraft {
  const approvals = approvalsIn(ReviewedSchema.parse(plan).reviews);
  const about = StepDetailsSchema.safeParse(draft.details);
  const step = about.success ? plan.steps[about.data.step] : undefined;
  return {
    ...draft,
    ...(approvals.length === 0 ? {} : { approvals }),
    ...(plan.emergency === undefined ? {} : { emergency: plan.emergency.reason }),
    details: about.success && step !== undefined ? { ...about.data, ran: ranBy(step) } : draft.details,
  };
}
