/**
 * The worker that holds a claim, and how it moves its plan. While it holds it, persons may do one thing only: ask it to stop.
 */
import type { WorkerId } from '#knowledge/ids.ts';
import { instant } from '#knowledge/ids.ts';
import type { Json } from '#knowledge/json.ts';
import type { Text } from '#language/text.ts';
import type { StepRecord } from './records.ts';
import { type Data, type Plan, type To, transitions, type Writes } from './states.ts';
import type { Workshop } from './workshop.ts';

type HeldEvent = {
  [E in keyof (typeof transitions)['running']]: (typeof transitions)['running'][E]['by'] extends 'worker' ? E : never;
}[keyof (typeof transitions)['running']];

/** The plan was taken out of this worker's hands: it stops before the next step. */
export class ClaimLost extends Error {
  constructor() {
    super('the plan was declared lost while this worker ran it');
    this.name = 'ClaimLost';
  }
}

export type Holder = {
  /** Writes the journal, before or after a step. */
  note(plan: Plan<'running'>, event: 'intend' | 'start' | 'end' | 'not-run', journal: readonly StepRecord[], details: Json): Promise<Plan<'running'>>;
  /** Any other event that the table gives to the holder. `data` is asked again where somebody asked to stop in between. */
  move<E extends HeldEvent>(
    plan: Plan<'running'>,
    event: E,
    data: (plan: Plan<'running'>) => Data<To<'running', E>>,
    details: Json,
  ): Promise<Plan<To<'running', E>>>;
  /** Ends the plan: refused where no step ran, failed where one did. */
  fail(plan: Plan<'running'>, problem: Text): Promise<Plan<'refused' | 'failed'>>;
};

/** What a running plan hands on to the state that follows it. */
export function whatRan(plan: Plan<'running'>): Pick<Plan<'running'>, 'reviews' | 'journal' | 'before'> {
  return { reviews: plan.reviews, journal: plan.journal, before: plan.before };
}

/** @throws {ClaimLost} from every method, once the plan is no longer this worker's. */
export function holderOf(workshop: Pick<Workshop, 'plans' | 'clock'>, worker: WorkerId): Holder {
  const move = async <E extends HeldEvent>(
    held: Plan<'running'>,
    event: E,
    data: (plan: Plan<'running'>) => Data<To<'running', E>>,
    details: Json,
  ): Promise<Plan<To<'running', E>>> => {
    for (let plan = held; ;) {
      const what: Writes<'running', E> = transitions.running[event].writes;
      const audit = { at: instant(workshop.clock()), by: worker, what, incident: plan.incident, plan: plan.id, target: plan.target, details };
      const moved = await workshop.plans.move<'running', E>(plan, event, data(plan), audit);
      if (moved.ok) return moved.plan;
      if (moved.because !== 'changed' || moved.now.state !== 'running' || moved.now.worker !== worker) throw new ClaimLost();
      plan = moved.now;
    }
  };
  const { clock } = workshop;
  return {
    move,
    note: (plan, event, journal, details) => move(plan, event, (now) => ({ ...running(now), journal }), details),
    fail: (plan, problem) => {
      const [first, ...rest] = plan.journal;
      const details = { problem: problem.en };
      const at = instant(clock());
      return first === undefined
        ? move(plan, 'refuse', (now) => ({ reviews: now.reviews, problem, findings: now.before, at }), details)
        : move(plan, 'fail', (now) => ({ ...whatRan(now), journal: [first, ...rest], problem, at }), details);
    },
  };
}

function running(plan: Plan<'running'>): Data<'running'> {
  return { ...whatRan(plan), worker: plan.worker, startedAt: plan.startedAt, ...(plan.cancel === undefined ? {} : { cancel: plan.cancel }) };
}
