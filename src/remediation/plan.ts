/**
 * The content of a plan: all that will be done, to what, under which conditions, decided by whom. The hash over it is what
 * people approve; whatever changes makes another plan.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { EntryIdSchema, risks, TextSchema } from '#knowledge/schema.ts';
import { IncidentIdSchema, InstantSchema, PersonIdSchema, PlanIdSchema, TargetSchema } from './records.ts';

const text = z.string().min(1);

/** One step as it will run: the argv on the node, or the request to the API. Nothing is left to choose. */
export const PlanStepSchema = z.discriminatedUnion('on', [
  z.strictObject({
    on: z.literal('node'),
    node: text,
    title: TextSchema.optional(),
    argv: z.array(z.string()).min(1).readonly(),
    sudo: z.boolean(),
    timeout: z.int().positive(),
    idempotent: z.boolean(),
  }),
  z.strictObject({
    on: z.literal('cluster'),
    cluster: text,
    title: TextSchema.optional(),
    request: z.strictObject({ method: z.enum(['PATCH', 'PUT', 'DELETE', 'POST']), path: text, contentType: text, body: z.string() }),
    object: z.strictObject({
      ref: z.strictObject({ apiVersion: text, resource: text, namespace: text.optional(), name: text }),
      uid: z.string(),
      resourceVersion: z.string(),
    }),
    diff: z.string(),
    idempotent: z.boolean(),
  }),
]);
export type PlanStep = z.output<typeof PlanStepSchema>;

/** A question about a target, rendered: which check or guard, with which values. */
const QuestionSchema = z.strictObject({ id: text, title: TextSchema, target: TargetSchema });

/** Who must say yes, frozen when the plan is made: a later change of the configuration approves nothing in retrospect. */
export const QuorumSchema = z.strictObject({
  needed: z.int().min(1),
  requesterCounts: z.boolean(),
  /** Every approver, or only those of this group. */
  group: text.optional(),
  /** Each approval needs a one-time code, or one more approver is needed. */
  stepUp: z.literal(true).optional(),
});
export type Quorum = z.output<typeof QuorumSchema>;

const content = {
  incident: IncidentIdSchema,
  entry: EntryIdSchema,
  /** Digest of the entry and all that it uses, as it was when the plan was made. */
  knowledge: text,
  remediation: text,
  title: TextSchema,
  effect: TextSchema,
  risk: z.enum(risks),
  requester: PersonIdSchema,
  /** What the plan occupies while it runs. */
  target: TargetSchema,
  targets: z.strictObject({ node: text.optional(), cluster: text.optional() }),
  simulated: z.boolean(),
  values: z.record(z.string(), z.string()),
  guards: z.array(QuestionSchema).readonly(),
  steps: z.array(PlanStepSchema).min(1).readonly(),
  verify: z.array(QuestionSchema).min(1).readonly(),
  /** Milliseconds to wait after the last step, and to go on looking. */
  settle: z.int().min(0),
  within: z.int().min(0),
  undo: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none'), because: TextSchema }),
    z.strictObject({ kind: z.literal('steps'), steps: z.array(PlanStepSchema).min(1).readonly() }),
  ]),
  quorum: QuorumSchema,
  /** Declared by the requester: quiet hours and freezes do not hold it up. */
  emergency: z.strictObject({ reason: text }).optional(),
};

export const PlanContentSchema = z.strictObject(content);
export type PlanContent = Readonly<z.output<typeof PlanContentSchema>>;

export const PlanBaseSchema = z.strictObject({
  ...content,
  id: PlanIdSchema,
  /** SHA-256 of the canonical content, hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  version: z.int().min(1),
  createdAt: InstantSchema,
});
export type PlanBase = Readonly<z.output<typeof PlanBaseSchema>>;

/** JSON with the keys of every object in code-point order and nothing undefined: the same content always gives the same bytes. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).filter(([, item]) => item !== undefined);
    fields.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${fields.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/** The hash that an approval is bound to: SHA-256 over the canonical content, hex. */
export function hashOf(plan: PlanContent): string {
  const only = Object.fromEntries(Object.keys(PlanContentSchema.shape).map((key) => [key, plan[key as keyof PlanContent]]));
  return createHash('sha256').update(canonical(only)).digest('hex');
}
