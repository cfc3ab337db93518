/**
 * What is written down about a plan: reviews, the journal of its steps, findings. Schemas, since all of it is read back
 * from the database.
 */
import { z } from 'zod';
import type { Finding } from '#checks/finding.ts';
import type { IncidentId, Instant, PersonId, PlanId, WorkerId } from '#knowledge/ids.ts';
import type { Json } from '#knowledge/json.ts';
import { EntryIdSchema, TextSchema } from '#knowledge/schema.ts';

export function nonEmpty<T extends z.ZodType>(element: T) {
  return z.tuple([element], element).readonly();
}

const text = z.string().min(1);
export const InstantSchema = z.iso.datetime().transform((at) => at as Instant);
export const PersonIdSchema = text.transform((id) => id as PersonId);
export const PlanIdSchema = text.transform((id) => id as PlanId);
export const WorkerIdSchema = text.transform((id) => id as WorkerId);
export const IncidentIdSchema = text.transform((id) => id as IncidentId);

const JsonSchema: z.ZodType<Json, Json> = z.json();

export const TargetSchema = z.discriminatedUnion('on', [
  z.strictObject({ on: z.literal('node'), name: text }),
  z.strictObject({ on: z.literal('cluster'), name: text }),
]);

/** The message by which somebody asked or decided: the face, the place in it, the message there. */
export const MessageSchema = z.strictObject({ face: z.enum(['slack', 'browser', 'terminal']), place: z.string(), message: z.string() }).readonly();
export type Message = z.output<typeof MessageSchema>;

/** One person's word on one plan, bound to the hash of what they saw. */
export const ReviewSchema = z
  .strictObject({
    by: PersonIdSchema,
    verdict: z.enum(['approve', 'reject']),
    hash: z.string(),
    at: InstantSchema,
    reason: z.string(),
    from: MessageSchema.optional(),
    /** By what the person proved to be who they are, beside having clicked. */
    confirmedBy: z.literal('one-time-code').optional(),
  })
  .readonly();
export type Review = z.output<typeof ReviewSchema>;

/** An approval as the record names it beside what was done on it. */
export const ApprovalSchema = z.strictObject({ by: PersonIdSchema, hash: z.string(), at: InstantSchema, from: MessageSchema.optional() }).readonly();
export type Approval = z.output<typeof ApprovalSchema>;

/** On whose word something is done: the approvals among the reviews. */
export function approvalsIn(reviews: readonly Review[]): readonly Approval[] {
  return reviews
    .filter((review) => review.verdict === 'approve')
    .map(({ by, hash, at, from }) => (from === undefined ? { by, hash, at } : { by, hash, at, from }));
}

/**
 * One step, journalled before, at and after its start. `intended`: it is next, and nothing of it has been sent. `started` without an
 * end: nobody knows what the step did. Output is redacted and cut to 16 KiB.
 */
export const StepRecordSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('intended'), step: z.int().min(0), intendedAt: InstantSchema }),
  z.strictObject({ state: z.literal('started'), step: z.int().min(0), startedAt: InstantSchema }),
  z.strictObject({
    state: z.literal('ended'),
    step: z.int().min(0),
    startedAt: InstantSchema,
    endedAt: InstantSchema,
    ok: z.boolean(),
    /** Exit code or HTTP status; null where there was none. */
    code: z.int().nullable(),
    output: z.string(),
  }),
]);
export type StepRecord = z.output<typeof StepRecordSchema>;

const TargetProblemSchema = z.strictObject({
  kind: z.enum([
    'unknown-target',
    'unreachable',
    'host-key-unknown',
    'host-key-changed',
    'authentication-failed',
    'forbidden',
    'not-found',
    'conflict',
    'invalid',
    'timeout',
    'lost',
    'cancelled',
    'server-error',
  ]),
  text: TextSchema,
});

const asked = {
  entry: EntryIdSchema,
  check: text,
  title: TextSchema,
  target: TargetSchema,
  asked: z.string(),
  at: InstantSchema,
  duration: z.number().min(0),
  says: TextSchema,
};

/** A finding as it is stored; the same shape as `Finding`. */
export const FindingSchema = z.discriminatedUnion('verdict', [
  z.strictObject({ ...asked, verdict: z.literal('confirmed'), result: JsonSchema, provides: z.record(z.string(), z.string()) }),
  z.strictObject({ ...asked, verdict: z.literal('refuted'), result: JsonSchema, provides: z.record(z.string(), z.string()) }),
  z.strictObject({ ...asked, verdict: z.literal('inconclusive'), result: JsonSchema, provides: z.record(z.string(), z.string()) }),
  z.strictObject({ ...asked, verdict: z.literal('not-run'), problem: TargetProblemSchema }),
]) satisfies z.ZodType<Finding>;
