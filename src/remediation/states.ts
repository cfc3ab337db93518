/**
 * The life of a change: one map of schemas says what each state knows; one table says which event leads where, who may cause it,
 * what it writes into the audit and what it orders of the workers. The types, the parser of database rows, the lists of states in SQL
 * and the property tests all come from these two.
 *
 * drafted → awaiting-approval → approved → running → verifying → fixed | not-fixed
 *
 * From the side: `rejected`, `expired`, `withdrawn`, `superseded` (nothing ran), `refused` (approved, but something no longer was as
 * planned: nothing ran), `cancelled` (somebody stopped it before its next step), `failed` (something ran), `unknown` (nobody can tell;
 * it holds the target until a person has had it inspected or has approved a plan that goes on from there: `continued`).
 * No path leads back to `running`: a plan runs at most once.
 */
import { z } from 'zod';
import type { PersonId, WorkerId } from '#knowledge/ids.ts';
import { type PlanBase, PlanBaseSchema } from './plan.ts';
import { FindingSchema, InstantSchema, nonEmpty, PersonIdSchema, PlanIdSchema, ReviewSchema, StepRecordSchema, WorkerIdSchema } from './records.ts';
import { TextSchema } from '#knowledge/schema.ts';

const reviews = z.array(ReviewSchema).readonly();
const journal = z.array(StepRecordSchema).readonly();
const someReviews = nonEmpty(ReviewSchema);
const findings = z.array(FindingSchema).readonly();
const someFindings = nonEmpty(FindingSchema);
const CancelSchema = z.strictObject({ by: PersonIdSchema, at: InstantSchema }).readonly();

/** What people decided, what ran, and what the checks found just before the first step. */
const ran = { reviews: someReviews, journal, before: findings };

export const planStates = {
  drafted: z.strictObject({}),
  'awaiting-approval': z.strictObject({ reviews, expiresAt: InstantSchema }),
  approved: z.strictObject({ reviews: someReviews, expiresAt: InstantSchema }),
  running: z.strictObject({ ...ran, worker: WorkerIdSchema, startedAt: InstantSchema, cancel: CancelSchema.optional() }),
  verifying: z.strictObject({ ...ran, since: InstantSchema }),
  fixed: z.strictObject({ ...ran, findings: someFindings, at: InstantSchema }),
  'not-fixed': z.strictObject({ ...ran, findings: someFindings, at: InstantSchema }),
  failed: z.strictObject({ ...ran, journal: nonEmpty(StepRecordSchema), problem: TextSchema, at: InstantSchema }),
  refused: z.strictObject({ reviews: someReviews, problem: TextSchema, findings, at: InstantSchema }),
  cancelled: z.strictObject({ ...ran, by: PersonIdSchema, at: InstantSchema }),
  unknown: z.strictObject({ ...ran, problem: TextSchema, lostAt: InstantSchema }),
  continued: z.strictObject({ ...ran, problem: TextSchema, by: PlanIdSchema, at: InstantSchema }),
  rejected: z.strictObject({ reviews: someReviews, by: PersonIdSchema, reason: z.string(), at: InstantSchema }),
  expired: z.strictObject({ reviews, at: InstantSchema }),
  withdrawn: z.strictObject({ reviews, by: PersonIdSchema, at: InstantSchema }),
  superseded: z.strictObject({ reviews, by: PlanIdSchema, at: InstantSchema }),
} as const;

export type PlanState = keyof typeof planStates;
type Known<S extends PlanState> = keyof (typeof planStates)[S]['shape'] extends never ? unknown : Readonly<z.output<(typeof planStates)[S]>>;

/** A plan in one of the states S: its content, and what that state knows. */
export type Plan<S extends PlanState = PlanState> = { [K in S]: PlanBase & { readonly state: K } & Known<K> }[S];

/** A plan of which only the state's name is looked at. */
export type AnyPlan = PlanBase & { readonly state: PlanState };

/** Who may cause an event: who asked for the plan; a person, whom the rules admit; the worker that claims or holds it; the sweep. */
export type Cause = 'requester' | 'person' | 'worker' | 'k8sdoc';
/** What the workers are told to do, in the same transaction. */
export type Order = 'change' | 'inspection';
type Edge = { readonly to: PlanState; readonly by: Cause; readonly writes: string; readonly orders?: Order };

// prettier-ignore
export const transitions = {
  drafted: {
    submit:    { to: 'awaiting-approval', by: 'requester', writes: 'plan.submitted' },
    withdraw:  { to: 'withdrawn',         by: 'requester', writes: 'plan.withdrawn' },
    supersede: { to: 'superseded',        by: 'person',    writes: 'plan.superseded' },
  },
  'awaiting-approval': {
    review:    { to: 'awaiting-approval', by: 'person',    writes: 'plan.reviewed' },
    approve:   { to: 'approved',          by: 'person',    writes: 'plan.approved', orders: 'change' },
    reject:    { to: 'rejected',          by: 'person',    writes: 'plan.rejected' },
    expire:    { to: 'expired',           by: 'k8sdoc',    writes: 'plan.expired' },
    withdraw:  { to: 'withdrawn',         by: 'requester', writes: 'plan.withdrawn' },
    supersede: { to: 'superseded',        by: 'person',    writes: 'plan.superseded' },
  },
  approved: {
    claim:     { to: 'running',           by: 'worker',    writes: 'plan.claimed' },
    expire:    { to: 'expired',           by: 'k8sdoc',    writes: 'plan.expired' },
    withdraw:  { to: 'withdrawn',         by: 'requester', writes: 'plan.withdrawn' },
    supersede: { to: 'superseded',        by: 'person',    writes: 'plan.superseded' },
    cancel:    { to: 'cancelled',         by: 'person',    writes: 'plan.cancelled' },
  },
  running: {
    observe:   { to: 'running',           by: 'worker',    writes: 'plan.observed' },
    intend:    { to: 'running',           by: 'worker',    writes: 'step.intended' },
    start:     { to: 'running',           by: 'worker',    writes: 'step.started' },
    end:       { to: 'running',           by: 'worker',    writes: 'step.ended' },
    'not-run': { to: 'running',           by: 'worker',    writes: 'step.not-started' },
    halt:      { to: 'running',           by: 'person',    writes: 'plan.cancel-asked' },
    refuse:    { to: 'refused',           by: 'worker',    writes: 'plan.refused' },
    cancel:    { to: 'cancelled',         by: 'worker',    writes: 'plan.cancelled' },
    finish:    { to: 'verifying',         by: 'worker',    writes: 'plan.steps-done', orders: 'inspection' },
    fail:      { to: 'failed',            by: 'worker',    writes: 'plan.failed' },
    release:   { to: 'refused',           by: 'k8sdoc',    writes: 'plan.refused' },
    strand:    { to: 'failed',            by: 'k8sdoc',    writes: 'plan.failed' },
    lose:      { to: 'unknown',           by: 'k8sdoc',    writes: 'plan.lost' },
  },
  verifying: {
    confirm:   { to: 'fixed',             by: 'k8sdoc',    writes: 'plan.fixed' },
    refute:    { to: 'not-fixed',         by: 'k8sdoc',    writes: 'plan.not-fixed' },
  },
  unknown: {
    inspect:   { to: 'verifying',         by: 'person',    writes: 'plan.inspected', orders: 'inspection' },
    continue:  { to: 'continued',         by: 'worker',    writes: 'plan.continued' },
  },
  fixed: {},
  'not-fixed': {},
  failed: {},
  refused: {},
  cancelled: {},
  continued: {},
  rejected: {},
  expired: {},
  withdrawn: {},
  superseded: {},
} as const satisfies { readonly [S in PlanState]: { readonly [event: string]: Edge } };

/** States that occupy their target: the database admits one plan a target in any of them. */
export const occupying = ['running', 'verifying', 'unknown'] as const satisfies readonly PlanState[];
/** States in which a person may still decide or change their mind. */
export const open = ['drafted', 'awaiting-approval', 'approved'] as const satisfies readonly PlanState[];

export type EventOf<S extends PlanState> = S extends unknown ? keyof (typeof transitions)[S] & string : never;
type EdgeOf<S extends PlanState, E extends string> = S extends unknown ? (E extends keyof (typeof transitions)[S] ? (typeof transitions)[S][E] : never) : never;
export type To<S extends PlanState, E extends string> = Extract<EdgeOf<S, E>, Edge>['to'];
/** The audit row that an event writes. */
export type Writes<S extends PlanState, E extends string> = Extract<EdgeOf<S, E>, Edge>['writes'];
/** What the state that follows must be told. */
export type Data<S extends PlanState> = { [K in S]: z.input<(typeof planStates)[K]> }[S];

/** The edge of an event from a state; undefined where the table has none. */
export function edgeOf(state: PlanState, event: string): Edge | undefined {
  const edges: Readonly<Record<string, Edge>> = transitions[state];
  return Object.hasOwn(edges, event) ? edges[event] : undefined;
}

/** The state that an event leads to from a state; undefined where the table has no such edge. */
export function next(state: PlanState, event: string): PlanState | undefined {
  return edgeOf(state, event)?.to;
}

/** Whether this one may cause the event, as far as the table says; what the policy says of persons is asked before. */
export function mayCause(plan: AnyPlan, event: string, by: PersonId | WorkerId | 'k8sdoc'): boolean {
  const isWorker = by.startsWith('worker:');
  switch (edgeOf(plan.state, event)?.by) {
    case 'requester':
      return by === plan.requester;
    case 'person':
      return !isWorker && by !== 'k8sdoc';
    case 'worker':
      return 'worker' in plan ? by === plan.worker : isWorker;
    case 'k8sdoc':
      return by === 'k8sdoc';
    case undefined:
      return false;
  }
}

/**
 * The plan after the event: the content carried over, nothing of the old state, the new state's data parsed.
 * @throws {Error} on an edge that the table lacks (only a cast gets that far) and on data that the state does not admit.
 */
export function advance<S extends PlanState, E extends EventOf<S>>(plan: Plan<S>, event: E, data: Data<To<S, E>>): Plan<To<S, E>> {
  const state = next(plan.state, event);
  if (state === undefined) throw new Error(`plan ${plan.id}: no "${event}" from "${plan.state}"`);
  return parsePlan({ ...contentOf(plan), version: plan.version + 1, state, ...(data as object) }) as Plan<To<S, E>>;
}

/** What a plan is in every state. */
export function contentOf(plan: PlanBase): PlanBase {
  return Object.fromEntries(Object.keys(PlanBaseSchema.shape).map((key) => [key, plan[key as keyof PlanBase]])) as PlanBase;
}

const schemas = Object.fromEntries(
  Object.entries(planStates).map(([state, known]) => [state, z.strictObject({ ...PlanBaseSchema.shape, state: z.literal(state), ...known.shape })]),
) as unknown as Readonly<Record<PlanState, z.ZodType<Plan>>>;

/** A plan from a row of the database. @throws {z.ZodError} naming the field that is missing, wrong or one too many. */
export function parsePlan(row: unknown): Plan {
  const { state } = z.looseObject({ state: z.enum(Object.keys(planStates) as [PlanState, ...PlanState[]]) }).parse(row);
  return schemas[state].parse(row);
}
