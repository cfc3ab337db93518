/**
 * What the life of a change needs of the store and of the queue.
 */
import type { Json } from '#knowledge/json.ts';
import type { Target } from '#checks/ports.ts';
import type { IncidentId, Instant, PersonId, PlanId, WorkerId } from '#knowledge/ids.ts';
import type { Approval, Message } from './records.ts';
import type { Data, EventOf, Order, Plan, PlanState, To, Writes } from './states.ts';

/** One line of the record, before the store chains it. Secrets in `details` are taken out by the store. */
export type AuditDraft = {
  readonly at: Instant;
  readonly by: PersonId | WorkerId | 'k8sdoc';
  /** What happened, as a stable word: `plan.approved`, `step.ended`, `plan.review-refused`. */
  readonly what: string;
  readonly incident?: IncidentId | undefined;
  readonly plan?: PlanId | undefined;
  readonly target?: Target | undefined;
  /** The message by which a person asked or decided. */
  readonly from?: Message | undefined;
  /** On whose word it was done. */
  readonly approvals?: readonly Approval[] | undefined;
  /** The reason that was declared, on every row of an emergency change. */
  readonly emergency?: string | undefined;
  readonly details: Json;
};

export type AuditRow = AuditDraft & { readonly seq: number; readonly previous: string; readonly hash: string };

/** How far the record went at some moment: what is kept elsewhere proves that no later rewriting took place before it. */
export type AuditHead = { readonly seq: number; readonly hash: string };

export type AuditVerdict =
  /** `witnessed`: how many heads that are kept outside of the database agree. */
  | { readonly intact: true; readonly rows: number; readonly head: string; readonly witnessed: number }
  | { readonly intact: false; readonly rows: number; readonly brokenAt: number; readonly problem: string };

export type AuditLog = {
  append(draft: AuditDraft): Promise<AuditRow>;
  /** Oldest first, from `after` on. */
  read(filter: { readonly plan?: PlanId; readonly incident?: IncidentId; readonly after?: number; readonly limit: number }): Promise<readonly AuditRow[]>;
  /** Walks the whole record. `kept` are heads that somebody kept, beside those that this machine did. */
  verify(kept?: readonly AuditHead[]): Promise<AuditVerdict>;
};

/** How a transition ended: won, lost to another writer, or held off by the plan that occupies the target. */
export type Moved<S extends PlanState> =
  | { readonly ok: true; readonly plan: Plan<S> }
  | { readonly ok: false; readonly because: 'changed'; readonly now: Plan }
  | { readonly ok: false; readonly because: 'occupied'; readonly by: Plan }
  /** Changes are paused, or as many are under way in the cluster as may be: it waits. */
  | { readonly ok: false; readonly because: 'held' };

export type PlanStore = {
  /**
   * Stores a new plan, its incident's version bumped, with its audit row, in one transaction. False, and nothing stored, where the
   * incident has a plan with the same hash that waits for its approval.
   */
  insert(plan: Plan<'drafted'>, audit: AuditDraft): Promise<boolean>;
  find(id: PlanId): Promise<Plan | undefined>;
  /** Newest first. */
  ofIncident(incident: IncidentId): Promise<readonly Plan[]>;
  /** Newest first. */
  inState<S extends PlanState>(states: readonly S[]): Promise<readonly Plan<S>[]>;
  /**
   * Moves a plan along one edge: a compare-and-swap on id, version and state, in one transaction with its audit row, the order to the
   * workers and the new version of its incident. Where the server goes away in the middle, the plan is looked at again: a transition
   * that was committed is won, whether or not the answer arrived. A claim of a plan that goes on from another takes over its target.
   * @throws {Error} where the table does not let `audit.by` cause the event.
   */
  move<S extends PlanState, E extends EventOf<S>>(
    plan: Plan<S>,
    event: E,
    data: Data<To<S, E>>,
    audit: AuditDraft & { readonly what: Writes<S, E> },
  ): Promise<Moved<To<S, E>>>;
};

/** Tells which workers live. A worker's life ends with its connection to the database, so a killed one is known at once. */
export type WorkerRegistry = {
  /** Announces this process; resolves once it counts as alive. */
  join(worker: WorkerId): Promise<void>;
  isAlive(worker: WorkerId): Promise<boolean>;
};

/** Orders to the workers, written with the transition that gave them and kept until the queue has them. */
export type Orders = {
  /** Hands every waiting order over, oldest first, and forgets each once it was taken. Safe in any number of processes at once. */
  relay(tell: (order: Order, plan: PlanId) => Promise<void>): Promise<void>;
};

/** Who paused all changes, and why. */
export type Pause = { readonly by: PersonId; readonly reason: string; readonly at: Instant };

/** What holds changes up as a whole. A pause is looked at in the transaction that claims a plan: after it, none begins. */
export type ChangeLimits = {
  paused(): Promise<Pause | undefined>;
  /** False where they are paused already. Recorded in the same transaction; cards of waiting plans are told. */
  pause(pause: Pause, audit: AuditDraft): Promise<boolean>;
  /** False where nothing is paused. */
  resume(audit: AuditDraft): Promise<boolean>;
  /** How many plans this person asked for since then, and how many were asked for in this place. */
  asked(who: { readonly requester: PersonId } | { readonly place: Pick<Message, 'face' | 'place'> }, since: Instant): Promise<number>;
};

/** Time-based one-time codes, one secret an identity. */
export type OneTimeCodes = {
  isEnrolled(person: PersonId): Promise<boolean>;
  /** Takes the place of an earlier secret. Recorded in the same transaction. */
  enroll(person: PersonId, secret: Uint8Array, audit: AuditDraft): Promise<void>;
  /** False where there was none. */
  remove(person: PersonId, audit: AuditDraft): Promise<boolean>;
  /** Uses a code up: it, and every older one, is never accepted again. @throws {Problem} where the secret was sealed with another key. */
  spend(person: PersonId, code: string, at: Date): Promise<'accepted' | 'wrong' | 'used' | 'locked' | 'not-enrolled'>;
};
