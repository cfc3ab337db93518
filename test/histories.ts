/**
 * Random histories of plans: several actors, each with a picture of the plans that may be out of date, try events at the same moment,
 * among them events that the table does not have and that are not theirs. Played against any plan store; what must hold is looked at
 * after every moment.
 */
import { array, constantFrom, nat, record } from 'fast-check';
import type { IncidentId, PlanId, WorkerId } from '#knowledge/ids.ts';
import type { AuditDraft, Moved, PlanStore } from '#remediation/ports.ts';
import { advance, edgeOf, mayCause, occupying, type Order, type Plan, type PlanState, planStates, transitions } from '#remediation/states.ts';
import { ana, bo, contentFor, drafted, later, now } from './plans.ts';

const events = [...new Set(Object.values(transitions).flatMap((edges) => Object.keys(edges)))];
const workers = ['worker:1', 'worker:2'] as readonly string[] as readonly WorkerId[];
const actors: readonly AuditDraft['by'][] = [ana, bo, ...workers, 'k8sdoc'];
const plansOf = 3;

/** One try: `sense` tries an event that the table has, as one who may cause it; `stale` tries it on an old picture of the plan. */
export type Attempt = { readonly plan: number; readonly choice: number; readonly sense: boolean; readonly stale: boolean };

/** Moments, each with attempts that happen at once. */
export const histories = array(
  array(record({ plan: nat(plansOf - 1), choice: nat(1000), sense: constantFrom(true, true, true, false), stale: constantFrom(true, false, false) }), {
    minLength: 1,
    maxLength: 4,
  }),
  { minLength: 4, maxLength: 14 },
);

export type Loose = {
  insert(plan: Plan<'drafted'>, audit: AuditDraft): Promise<boolean>;
  find(id: PlanId): Promise<Plan | undefined>;
  move(plan: Plan, event: string, data: object, audit: AuditDraft): Promise<Moved<PlanState>>;
};

/** The store without its types: what a caller that got round the compiler could try. */
export function loose(store: Pick<PlanStore, 'insert' | 'find' | 'move'>): Loose {
  return store;
}

const review = (hash: string) => ({ by: bo, verdict: 'approve', hash, at: now, reason: '' }) as const;
const finding = {
  entry: 'cni/cni0-ip-conflict',
  check: 'bridge-address',
  title: { en: 'x', zh: 'x' },
  target: { on: 'node', name: 'n' },
  asked: 'x',
  at: now,
  duration: 1,
  says: { en: 'x', zh: 'x' },
  verdict: 'refuted',
  result: {},
  provides: {},
} as const;

/** What the next state must be told, whatever it is. */
function dataFor(to: PlanState, plan: Plan, by: AuditDraft['by']): object {
  const reviews = [review(plan.hash)];
  const ended = { state: 'ended', step: 0, startedAt: now, endedAt: now, ok: true, code: 0, output: '' } as const;
  const all = {
    reviews,
    expiresAt: later,
    journal: [ended],
    before: [],
    worker: by,
    startedAt: now,
    since: now,
    findings: [finding],
    at: now,
    problem: { en: 'x', zh: 'x' },
    lostAt: now,
    by: bo,
    reason: '',
  };
  const known = planStates[to].shape;
  return Object.fromEntries(Object.entries(all).filter(([key]) => Object.hasOwn(known, key)));
}

export type Played = {
  readonly plans: readonly Plan[];
  /** Events that were won, by plan. */
  readonly won: readonly { readonly plan: PlanId; readonly from: PlanState; readonly event: string; readonly by: AuditDraft['by'] }[];
};

let played = 0;

/** Plays one history on plans of its own: two of them about one node, the third about another. */
export async function play(
  store: Loose,
  incident: IncidentId,
  history: readonly (readonly Attempt[])[],
  look: (plans: readonly Plan[]) => void,
): Promise<Played> {
  const number = (played += 1);
  const ids: PlanId[] = [];
  const won: { plan: PlanId; from: PlanState; event: string; by: AuditDraft['by'] }[] = [];
  for (let index = 0; index < plansOf; index += 1) {
    const plan = drafted(`h${number}-${index}`, contentFor(incident, `h${number}-${index % 2}`, `br${index}`));
    await store.insert(plan, { at: now, by: ana, what: 'plan.drafted', incident, plan: plan.id, details: {} });
    ids.push(plan.id);
  }
  const current = async (id: PlanId): Promise<Plan> => {
    const plan = await store.find(id);
    if (plan === undefined) throw new Error(`${id} was lost`);
    return plan;
  };
  const pictures = new Map<PlanId, Plan>();
  const attempt = async (plan: Plan, event: string, by: AuditDraft['by']): Promise<void> => {
    const edge = edgeOf(plan.state, event);
    const data = edge === undefined ? {} : dataFor(edge.to, plan, by);
    const audit = { at: now, by, what: edge?.writes ?? 'nothing', incident, plan: plan.id, target: plan.target, details: {} };
    try {
      if ((await store.move(plan, event, data, audit)).ok) won.push({ plan: plan.id, from: plan.state, event, by });
    } catch (error) {
      if (edge !== undefined && mayCause(plan, event, by)) throw error;
    }
  };
  // Two of the three begin approved: blind events rarely get so far.
  for (const id of ids.slice(0, 2)) {
    await attempt(await current(id), 'submit', ana);
    await attempt(await current(id), 'approve', bo);
  }
  for (const moment of history) {
    await Promise.all(
      moment.map(async ({ plan: index, choice, sense, stale }) => {
        const id = ids[index] ?? ('' as PlanId);
        const plan = (stale ? pictures.get(id) : undefined) ?? (await current(id));
        if (!stale) pictures.set(id, plan);
        const tries = actors.flatMap((by) => events.map((event) => ({ event, by }))).filter((one) => !sense || mayCause(plan, one.event, one.by));
        const chosen = tries[choice % Math.max(1, tries.length)];
        if (chosen !== undefined) await attempt(plan, chosen.event, chosen.by);
      }),
    );
    look(await Promise.all(ids.map((id) => current(id))));
  }
  return { plans: await Promise.all(ids.map((id) => current(id))), won };
}

/** What is wrong with a set of plans at any one moment; empty where nothing is. */
export function wrongs(plans: readonly Plan[]): readonly string[] {
  const held = plans.filter((plan) => (occupying as readonly string[]).includes(plan.state)).map((plan) => plan.target.name);
  return held.length === new Set(held).size ? [] : [`two changes hold one target: ${held.join(', ')}`];
}

/** What is wrong with a history that was played: edges that are not in the table, causes that are not theirs, a second run. */
export function wrongsOf({ plans, won }: Played): readonly string[] {
  return plans.flatMap((plan) => {
    const own = won.filter((one) => one.plan === plan.id);
    return [
      ...own.filter((one) => edgeOf(one.from, one.event) === undefined).map((one) => `${plan.id}: no ${one.event} from ${one.from}`),
      ...(own.filter((one) => one.event === 'claim').length > 1 ? [`${plan.id} was claimed twice`] : []),
      ...(own.some((one) => one.event === 'claim') && !own.some((one) => one.event === 'approve') ? [`${plan.id} ran without an approval`] : []),
      ...(plan.version === own.length + 1 ? [] : [`${plan.id} is at version ${plan.version} after ${own.length} events`]),
    ];
  });
}

/** The orders that the table gives for what was won. */
export function ordersOf(won: Played['won']): readonly Order[] {
  return won.flatMap((one) => edgeOf(one.from, one.event)?.orders ?? []);
}

/** A plan store in memory, which does by the same table what PostgreSQL does in a transaction; attempts interleave at every await. */
export function memoryStore(): Loose {
  const rows = new Map<PlanId, Plan>();
  const get = (id: PlanId): Plan => {
    const plan = rows.get(id);
    if (plan === undefined) throw new Error(`there is no plan ${id}`);
    return plan;
  };
  return {
    insert: async (plan) => {
      rows.set(plan.id, plan);
      return true;
    },
    find: async (id) => rows.get(id),
    move: async (plan, event, data, audit) => {
      if (!mayCause(plan, event, audit.by)) throw new Error('not theirs');
      const after = advance(plan, event as never, data as never) as Plan;
      await Promise.resolve();
      const before = get(plan.id);
      if (before.version !== plan.version || before.state !== plan.state) return { ok: false, because: 'changed', now: before };
      const holds = (one: Plan): boolean => (occupying as readonly string[]).includes(one.state) && one.target.name === plan.target.name && one.id !== plan.id;
      const holder = holds({ ...after, id: '' as PlanId }) ? [...rows.values()].find((one) => holds(one)) : undefined;
      if (holder !== undefined) return { ok: false, because: 'occupied', by: holder };
      rows.set(plan.id, after);
      return { ok: true, plan: after };
    },
  };
}
