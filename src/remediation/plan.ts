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
      /** SHA-256 of what the request touches or relies on. */
      touched: z.string(),
      /** SHA-256 of the lines that the server's dry run changed. */
      outcome: z.string(),
    }),
    diff: z.string(),
    idempotent: z.boolean(),
  }),
]);
export type PlanStep = z.output<typeof PlanStepSchema>;

/** A question about a target: which check or guard. */
const QuestionSchema = z.strictObject({ id: text, title: TextSchema, target: TargetSchema });

/** Where the plan comes from: an entry's remediation, the way back from a plan that ran, or the rest of one whose worker was lost. */
const OriginSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('remediation') }),
  z.strictObject({ kind: z.literal('undo'), of: PlanIdSchema }),
  z.strictObject({ kind: z.literal('continue'), of: PlanIdSchema, from: z.int().min(0) }),
]);

/** One check as it was found when the plan was made. */
const FactSchema = z.strictObject({
  check: text,
  target: TargetSchema,
  verdict: z.enum(['confirmed', 'refuted', 'inconclusive', 'not-run']),
  provides: z.record(z.string(), z.string()),
});
export type Fact = z.output<typeof FactSchema>;

/** What the plan was drafted on. Where any of it has changed, the plan is refused at its execution. */
export const RealitySchema = z.strictObject({
  nodes: z.array(z.strictObject({ node: text, bootId: text, hostKey: text })).readonly(),
  /** `digest`: SHA-256 over the findings with all that the targets answered. */
  evidence: z.strictObject({ digest: text, facts: z.array(FactSchema).readonly() }),
});
export type Reality = z.output<typeof RealitySchema>;

/** How far the plan reaches, counted when it was made. */
export const ReachSchema = z.strictObject({
  nodes: z.array(text).readonly(),
  namespaces: z.array(text).readonly(),
  pods: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('counted'), count: z.int().min(0) }),
    z.strictObject({ kind: z.literal('unknown'), because: TextSchema }),
  ]),
  /** Disruption budgets over these pods, with how many of them may go now. */
  budgets: z.array(z.strictObject({ namespace: text, name: text, allowed: z.int() })).readonly(),
});
export type Reach = z.output<typeof ReachSchema>;

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
  origin: OriginSchema,
  title: TextSchema,
  effect: TextSchema,
  risk: z.enum(risks),
  requester: PersonIdSchema,
  /** What the plan occupies while it runs. */
  target: TargetSchema,
  targets: z.strictObject({ node: text.optional(), cluster: text.optional() }),
  simulated: z.boolean(),
  values: z.record(z.string(), z.string()),
  reality: RealitySchema,
  reach: ReachSchema,
  guards: z.array(QuestionSchema).readonly(),
  steps: z.array(PlanStepSchema).min(1).readonly(),
  /** The checks that must say so after the last step. */
  verify: z
    .array(z.strictObject({ ...QuestionSchema.shape, expects: z.enum(['confirmed', 'refuted']) }))
    .min(1)
    .readonly(),
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
