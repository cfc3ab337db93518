/**
 * The format of everything below `knowledge/`: entries, probes, guards, actions and the tests beside the entries.
 * Every union has a discriminator and every object is strict, so that an author's mistake is named by its field.
 */
import { z } from 'zod';
import type { EntryId } from './ids.ts';
import { type ValueType, valueTypeNames } from './values.ts';
import { isVersionRange } from './version-range.ts';

const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens');

export const EntryIdSchema = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/, 'must be system/slug in lower case')
  .transform((id) => id as EntryId);

const sentence = z.string().trim().min(1, 'must not be empty');
export const TextSchema = z.strictObject({ en: sentence, zh: sentence });

const variable = z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'must be one camelCase word');
const ValueTypeSchema = z.enum(valueTypeNames as [ValueType, ...ValueType[]]);
const cel = z.string().trim().min(1, 'must be a CEL expression');

/** `10s`, `2m`, `500ms`; parsed into milliseconds. */
const duration = z
  .string()
  .regex(/^\d+(ms|s|m)$/, 'must be a duration such as 10s, 2m or 500ms')
  .transform((written) => {
    const unit = written.endsWith('ms') ? 1 : written.endsWith('s') ? 1000 : 60_000;
    return Number.parseInt(written, 10) * unit;
  });

const argv = z
  .array(z.string().min(1, 'an argument must not be empty'))
  .min(1, 'must be a list: the program, then its arguments')
  .refine(([program]) => program !== undefined && /^[A-Za-z0-9/_.-]+$/.test(program), 'the program must be written out, not a {{value}}');

/** One command on a node: an argv list, never a line for a shell. Time in milliseconds. */
const NodeCommandTemplate = z.strictObject({
  argv,
  sudo: z.boolean().default(false),
  timeout: duration.default(10_000),
});

const parameters = z.record(variable, ValueTypeSchema);
const bindings = z.record(variable, z.string());

// ── probes: reusable reads ────────────────────────────────────────────────────────────────────────────────────────

const ObjectRead = z.strictObject({
  kind: z.literal('object'),
  apiVersion: z.string(),
  resource: z.string(),
  namespace: z.string().optional(),
  name: z.string(),
});
const ListRead = z.strictObject({
  kind: z.literal('list'),
  apiVersion: z.string(),
  resource: z.string(),
  namespace: z.string().optional(),
  labelSelector: z.string().optional(),
  fieldSelector: z.string().optional(),
});
/** Every object that is left in a namespace, by discovery, as the namespace controller looks for them. */
const RemainingRead = z.strictObject({ kind: z.literal('remaining'), namespace: z.string() });

export const ClusterReadSchema = z.discriminatedUnion('kind', [ObjectRead, ListRead, RemainingRead]);

const probeBase = { id: EntryIdSchema, title: TextSchema, params: parameters.default({}) };

export const ProbeSchema = z.discriminatedUnion('on', [
  z.strictObject({
    ...probeBase,
    on: z.literal('node'),
    run: NodeCommandTemplate,
    /** Exit codes that answer the question; any other means that the probe could not look. */
    answers: z.array(z.int().min(0).max(255)).min(1).default([0]),
    /** The parser in `src/checks/parsers` that turns the output into the typed result. */
    parse: slug,
  }),
  z.strictObject({ ...probeBase, on: z.literal('cluster'), read: ClusterReadSchema }),
]);
export type Probe = z.infer<typeof ProbeSchema>;

// ── guards: what must hold at the moment of a change ──────────────────────────────────────────────────────────────

export const GuardSchema = z.strictObject({
  id: slug,
  title: TextSchema,
  probe: EntryIdSchema,
  with: bindings.default({}),
  holds: cel,
  /** What a person reads when it does not hold. */
  says: TextSchema,
});
export type Guard = z.infer<typeof GuardSchema>;

// ── actions: reusable changes ─────────────────────────────────────────────────────────────────────────────────────

const objectAt = { apiVersion: z.string(), resource: z.string(), namespace: z.string().optional(), name: z.string() };

export const ClusterChangeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('delete'), ...objectAt, graceSeconds: z.int().min(0).optional() }),
  z.strictObject({ kind: z.literal('merge-patch'), ...objectAt, body: z.record(z.string(), z.unknown()) }),
  /** Takes one named finalizer off one object and leaves the others. */
  z.strictObject({ kind: z.literal('remove-finalizer'), ...objectAt, finalizer: z.string() }),
  /** Empties `spec.finalizers` through the `/finalize` subresource: the only way in which a namespace's own are cleared. */
  z.strictObject({ kind: z.literal('finalize-namespace'), name: z.string() }),
  z.strictObject({ kind: z.literal('restart'), ...objectAt }),
]);

export const ActionSchema = z.discriminatedUnion('on', [
  z.strictObject({
    id: EntryIdSchema,
    title: TextSchema,
    on: z.literal('cluster'),
    params: parameters.default({}),
    change: ClusterChangeSchema,
    idempotent: z.boolean(),
  }),
  z.strictObject({
    id: EntryIdSchema,
    title: TextSchema,
    on: z.literal('node'),
    params: parameters.default({}),
    run: NodeCommandTemplate,
    idempotent: z.boolean(),
  }),
]);
export type Action = z.infer<typeof ActionSchema>;

// ── entries ───────────────────────────────────────────────────────────────────────────────────────────────────────

export const kinds = ['fault', 'explainer', 'how-to', 'runbook'] as const;
export const statuses = ['draft', 'tested', 'proven', 'deprecated'] as const;
export const severities = ['low', 'medium', 'high', 'critical'] as const;
export const risks = ['low', 'medium', 'high', 'destructive'] as const;
/** `against`: where it is seen, the diagnosis is not what the text is about (the fault passed, or was never there). */
export const strengths = ['conclusive', 'strong', 'hint', 'against'] as const;
export type Risk = (typeof risks)[number];
export type Strength = (typeof strengths)[number];

const SignatureSchema = z.strictObject({
  id: slug,
  /** A regular expression in RE2 syntax (no look-around, no back-references), matched within one line. */
  pattern: z.string().min(4),
  strength: z.enum(strengths),
  /** Matches only where the line says that it is of this component, or says nothing of its component. */
  component: slug.optional(),
  /** An RE2 expression: where the same line also matches it, the signature does not count. */
  unless: z.string().min(2).optional(),
});

/**
 * Signatures that say more together than alone: each of `all` was seen, one of `any`, and none of `not`; within so many lines of each
 * other where `within` is given.
 */
const CombinationSchema = z
  .strictObject({
    all: z.array(slug).default([]),
    any: z.array(slug).default([]),
    not: z.array(slug).default([]),
    within: z.int().min(1).optional(),
    strength: z.enum(strengths),
  })
  .refine(({ all, any, not }) => all.length + Math.min(1, any.length) > 0 && all.length + Math.min(1, any.length) + not.length > 1, {
    message: 'must take at least two things together: signatures under all or any, beside them others under all, any or not',
  });

const VersionRange = z.string().refine(isVersionRange, 'must be a range such as >=1.24, <1.9.1 or ">=3.5 <3.5.3"');

const CheckSchema = z
  .strictObject({
    id: slug,
    title: TextSchema,
    probe: EntryIdSchema,
    with: bindings.default({}),
    confirms: cel.optional(),
    refutes: cel.optional(),
    /** `en` and `zh` are said when the check confirms; `{{…}}` holds a CEL expression over the result and the values. */
    says: z.strictObject({ en: sentence, zh: sentence, refuted: TextSchema.optional(), inconclusive: TextSchema.optional() }),
    /** Values that the result gives to later checks and to remediations: name → CEL; the name is declared in `captures` or `inputs`. */
    provides: z.record(variable, cel).default({}),
  })
  .refine((check) => check.confirms !== undefined || check.refutes !== undefined, 'needs confirms or refutes: a check that can say nothing is no check');
export type Check = z.infer<typeof CheckSchema>;

const StepSchema = z.discriminatedUnion('on', [
  z.strictObject({
    on: z.literal('node'),
    title: TextSchema.optional(),
    argv,
    sudo: z.boolean().default(false),
    timeout: duration.default(30_000),
    idempotent: z.boolean(),
  }),
  z.strictObject({ on: z.literal('cluster'), title: TextSchema.optional(), action: EntryIdSchema, with: bindings.default({}) }),
]);
export type StepTemplate = z.infer<typeof StepSchema>;

const UndoSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none'), because: TextSchema }),
  z.strictObject({ kind: z.literal('steps'), steps: z.array(StepSchema).min(1) }),
]);

const RemediationSchema = z.strictObject({
  id: slug,
  title: TextSchema,
  /** What people and workloads feel while and after it runs. */
  effect: TextSchema,
  risk: z.enum(risks),
  /** Offered only when each of these checks has confirmed. */
  requires: z.array(slug).default([]),
  guards: z.array(slug).default([]),
  steps: z.array(StepSchema).min(1),
  verify: z.array(slug).min(1, 'a change must be verified by at least one check'),
  /** How long to wait after the last step before verifying, and how long to go on looking; milliseconds. */
  settle: duration.default(0),
  within: duration.default(10_000),
  undo: UndoSchema,
});
export type Remediation = z.infer<typeof RemediationSchema>;

const ManualStepSchema = z.strictObject({ text: TextSchema, commands: z.array(argv).default([]) });

export const EntrySchema = z.strictObject({
  id: EntryIdSchema,
  kind: z.enum(kinds),
  status: z.enum(statuses),
  title: TextSchema,
  /** What is wrong, in two sentences that a tired person understands. */
  summary: TextSchema,
  impact: TextSchema,
  severity: z.enum(severities),
  applies: z
    .strictObject({
      component: slug.optional(),
      /** By component the versions that it can happen in, such as `kubernetes: ">=1.24"`: told in a text that states another one. */
      versions: z.record(slug, VersionRange).optional(),
    })
    .optional(),
  /** Each named group of the patterns, with its type. */
  captures: parameters.default({}),
  /** Values that no pattern yields: a person is asked for them, or a check provides them. */
  inputs: z.record(variable, z.strictObject({ type: ValueTypeSchema, label: TextSchema, hint: TextSchema.optional() })).default({}),
  signatures: z.array(SignatureSchema).default([]),
  combinations: z.array(CombinationSchema).default([]),
  /** Names an effect that many faults have: every other diagnosis with evidence of its own ranks before it. */
  generic: z.boolean().default(false),
  /** Words that a question may use and the texts above do not, both languages mixed. */
  keywords: z.array(z.string().min(1)).default([]),
  'look-alikes': z.array(z.strictObject({ entry: EntryIdSchema, 'told-apart-by': TextSchema })).default([]),
  causes: z.array(z.strictObject({ id: slug, text: TextSchema, 'confirmed-by': slug.optional() })).default([]),
  checks: z.array(CheckSchema).default([]),
  remediations: z.array(RemediationSchema).default([]),
  /** What a person does where no step is safe to automate: a checklist, in order. */
  manual: z.array(ManualStepSchema).default([]),
  related: z
    .array(z.strictObject({ id: EntryIdSchema, as: z.enum(['cause-of', 'effect-of', 'look-alike', 'see-also', 'supersedes', 'renamed-from']) }))
    .default([]),
  references: z.array(z.strictObject({ url: z.url(), proves: z.string().min(1), version: z.string().optional() })).default([]),
});
export type Entry = z.infer<typeof EntrySchema>;
/** As an author writes it, before defaults are filled in. */
export type EntryInput = z.input<typeof EntrySchema>;

// ── the tests beside an entry ─────────────────────────────────────────────────────────────────────────────────────

const SourceSchema = z.discriminatedUnion('how', [
  z.strictObject({ how: z.literal('produced'), by: z.string().min(1) }),
  z.strictObject({ how: z.literal('quoted'), url: z.url() }),
  z.strictObject({ how: z.literal('written'), after: z.string().min(1).optional() }),
]);

const Json = z.json();
const values = z.record(variable, z.string());

const SampleSchema = z.strictObject({
  name: z.string().min(1),
  source: SourceSchema,
  text: z.string().min(1),
  /** Other entries that are a right answer too; what a near miss is, where it is another fault. */
  accepts: z.array(EntryIdSchema).default([]),
});

export const verdicts = ['confirmed', 'refuted', 'inconclusive'] as const;

export const EntryTestSchema = z.strictObject({
  /** `speaks: false`: recognised first, but nothing to interrupt a channel for (an explainer's sample, a strong signature alone). */
  match: z.array(SampleSchema.extend({ captures: values.default({}), speaks: z.boolean().default(true) })).default([]),
  'no-match': z.array(SampleSchema).default([]),
  /** Should match and does not yet: counted, and the count may only shrink. */
  'known-weak': z.array(SampleSchema).default([]),
  ask: z.array(z.string().min(1)).default([]),
  checks: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        check: slug,
        given: values.default({}),
        result: Json,
        verdict: z.enum(verdicts),
        says: TextSchema.optional(),
        provides: values.optional(),
      }),
    )
    .default([]),
  plans: z
    .array(
      z.discriminatedUnion('outcome', [
        z.strictObject({
          name: z.string().min(1),
          remediation: slug,
          given: values.default({}),
          outcome: z.literal('steps'),
          /** argv of each node step (with `sudo -n --` in front where it runs so), or the change of each cluster step as JSON. */
          steps: z.array(z.union([z.array(z.string()), z.record(z.string(), Json)])).min(1),
        }),
        z.strictObject({ name: z.string().min(1), remediation: slug, given: values.default({}), outcome: z.literal('refused'), value: variable }),
      ]),
    )
    .default([]),
});
