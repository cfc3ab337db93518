/**
 * The life of a change: one map of schemas says what each state knows, one table says which event leads where.
 * The types, the parser of database rows, the lists of states in SQL and the property tests all come from these two.
 *
 * drafted → awaiting-approval → approved → running → verifying → fixed | not-fixed
 *
 * From the side: `rejected`, `expired`, `withdrawn`, `superseded` (nothing ran), `refused` (approved, but a guard or the
 * target no longer was as planned: nothing ran), `failed` (something ran), `unknown` (nobody can tell; it holds the
 * target until a person has had it inspected). No path leads back to `running`: a plan runs at most once.
 */
import { z } from 'zod';
import { type PlanBase, PlanBaseSchema } from './plan.ts';
import { FindingSchema, InstantSchema, nonEmpty, PersonIdSchema, PlanIdSchema, ReviewSchema, StepRecordSchema, WorkerIdSchema } from './records.ts';
import { TextSchema } from '#knowledge/schema.ts';

const reviews = z.array(ReviewSchema).readonly();
const journal = z.array(StepRecordSchema).readonly();
const someReviews = nonEmpty(ReviewSchema);
const someFindings = nonEmpty(FindingSchema);

export const planStates = {
  drafted: z.strictObject({}),
  'awaiting-approval': z.strictObject({ reviews, expiresAt: InstantSchema }),
  approved: z.strictObject({ reviews: someReviews, expiresAt: InstantSchema }),
  running: z.strictObject({ reviews: someReviews, worker: WorkerIdSchema, startedAt: InstantSchema, journal }),
  verifying: z.strictObject({ reviews: someReviews, journal, since: InstantSchema }),
  fixed: z.strictObject({ reviews: someReviews, journal, findings: someFindings, at: InstantSchema }),
  'not-fixed': z.strictObject({ reviews: someReviews, journal, findings: someFindings, at: InstantSchema }),
  failed: z.strictObject({ reviews: someReviews, journal: nonEmpty(StepRecordSchema), problem: TextSchema, at: InstantSchema }),
  refused: z.strictObject({ reviews: someReviews, problem: TextSchema, findings: z.array(FindingSchema).readonly(), at: InstantSchema }),
  unknown: z.strictObject({ reviews: someReviews, journal, problem: TextSchema, lostAt: InstantSchema }),
  rejected: z.strictObject({ reviews: someReviews, by: PersonIdSchema, reason: z.string(), at: InstantSchema }),
  expired: z.strictObject({ reviews, at: InstantSchema }),
  withdrawn: z.strictObject({ reviews, by: PersonIdSchema, at: InstantSchema }),
  superseded: z.strictObject({ reviews, by: PlanIdSchema, at: InstantSchema }),
} as const;

export type PlanState = keyof typeof planStates;
type Known<S extends PlanState> = keyof (typeof planStates)[S]['shape'] extends never ? unknown : Readonly<z.output<(typeof planStates)[S]>>;

/** A plan in one of the states S: its content, and what that state knows. */
export type Plan<S extends PlanState = PlanState> = { [K in S]: PlanBase & { readonly state: K } & Known<K> }[S];

export const transitions = {
  drafted: { submit: 'awaiting-approval', withdraw: 'withdrawn', supersede: 'superseded' },
  'awaiting-approval': {
    review: 'awaiting-approval',
    approve: 'approved',
    reject: 'rejected',
    expire: 'expired',
    withdraw: 'withdrawn',
    supersede: 'superseded',
  },
  approved: { claim: 'running', expire: 'expired', withdraw: 'withdrawn', supersede: 'superseded' },
  running: { journal: 'running', refuse: 'refused', finish: 'verifying', fail: 'failed', lose: 'unknown' },
  verifying: { confirm: 'fixed', refute: 'not-fixed' },
  unknown: { inspect: 'verifying' },
  fixed: {},
  'not-fixed': {},
  failed: {},
  refused: {},
  rejected: {},
  expired: {},
  withdrawn: {},
  superseded: {},
} as const satisfies { readonly [S in PlanState]: { readonly [event: string]: PlanState } };

/** States that occupy their target: the database admits one plan a target in any of them. */
export const occupying = ['running', 'verifying', 'unknown'] as const satisfies readonly PlanState[];
/** States in which a person may still decide or change their mind. */
export const open = ['drafted', 'awaiting-approval', 'approved'] as const satisfies readonly PlanState[];

export type EventOf<S extends PlanState> = S extends unknown ? keyof (typeof transitions)[S] & string : never;
export type To<S extends PlanState, E extends string> = S extends unknown
  ? E extends keyof (typeof transitions)[S]
    ? Extract<(typeof transitions)[S][E], PlanState>
    : never
  : never;
/** What the state that follows must be told. */
export type Data<S extends PlanState> = { [K in S]: z.input<(typeof planStates)[K]> }[S];

/** The state that an event leads to from a state; undefined where the table has no such edge. */
export function next(state: PlanState, event: string): PlanState | undefined {
  const edges: Readonly<Record<string, PlanState>> = transitions[state];
  return Object.hasOwn(edges, event) ? edges[event] : undefined;
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

/** A plan from a row of the database. @throws {z.ZodError} naming the field that is missing, wrong or one too many. */
export function parsePlan(row: unknown): Plan {
  const { state } = z.looseObject({ state: z.enum(Object.keys(planStates) as [PlanState, ...PlanState[]]) }).parse(row);
  const schema = z.strictObject({ ...PlanBaseSchema.shape, state: z.literal(state), ...planStates[state].shape });
  return schema.parse(row) as unknown as Plan;
}
