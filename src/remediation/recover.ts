/**
 * What is found after a crash, and every so often: plans whose worker is dead, whose time is over, whose job was never told.
 */
import { instant, type PlanId, type WorkerId } from '#knowledge/ids.ts';
import { plans as words } from '#language/plans.ts';
import type { Text } from '#language/text.ts';
import { whatRan } from './holder.ts';
import { expire } from './review.ts';
import type { Order, Plan } from './states.ts';
import type { Workshop } from './workshop.ts';

export type Recovery = {
  readonly tell: (order: Order, plan: PlanId) => Promise<void>;
  /** Whether this worker, which is alive, has dropped the plan that it claimed: an error ended its job. */
  readonly dropped: (plan: Plan<'running'>) => boolean;
};

/**
 * Brings every plan that is under way to where it belongs. Safe to run in any number of processes at once: each
 * transition is a compare-and-swap, and telling the queue twice is one job.
 */
export async function recover(workshop: Workshop, recovery: Recovery): Promise<void> {
  const now = workshop.clock().getTime();
  for (const plan of await workshop.plans.inState(['awaiting-approval', 'approved', 'running', 'verifying'])) {
    switch (plan.state) {
      case 'awaiting-approval':
        if (now >= Date.parse(plan.expiresAt)) await expire(workshop, plan);
        break;
      case 'approved':
        if (now >= Date.parse(plan.expiresAt)) await expire(workshop, plan);
        else await recovery.tell('change', plan.id);
        break;
      case 'running':
        if (recovery.dropped(plan) || (await isDead(workshop, plan.worker))) await abandon(workshop, plan);
        break;
      case 'verifying':
        await recovery.tell('inspection', plan.id);
        break;
    }
  }
}

/** A worker whose connection broke for a moment takes its lock again; one that is dead does not. So it is looked for twice. */
const grace = 2000;

async function isDead(workshop: Workshop, worker: WorkerId): Promise<boolean> {
  if (await workshop.workers.isAlive(worker)) return false;
  await workshop.sleep(grace, new AbortController().signal);
  return !(await workshop.workers.isAlive(worker));
}

/**
 * Ends a plan that nobody runs any more as its journal has it: unknown where a step was started and did not end; failed where steps
 * ended and the next was not started; refused where none was. A worker that lives after all finds its claim gone before it can start a step.
 */
async function abandon(workshop: Pick<Workshop, 'plans' | 'clock'>, plan: Plan<'running'>): Promise<void> {
  const ended = plan.journal.filter((record) => record.state === 'ended');
  const [first, ...rest] = ended;
  if (plan.journal.some((record) => record.state === 'started')) {
    await lose(workshop, plan, words.workerLost);
    return;
  }
  const at = instant(workshop.clock());
  const about = { at, by: 'k8sdoc', incident: plan.incident, plan: plan.id, target: plan.target } as const;
  const problem = first === undefined ? words.workerLostBefore : words.workerLostBetween(ended.length, plan.steps.length);
  const details = { worker: plan.worker, problem: problem.en };
  if (first === undefined)
    await workshop.plans.move(plan, 'release', { reviews: plan.reviews, problem, findings: plan.before, at }, { ...about, what: 'plan.refused', details });
  else await workshop.plans.move(plan, 'strand', { ...whatRan(plan), journal: [first, ...rest], problem, at }, { ...about, what: 'plan.failed', details });
}

/** Nobody can tell how the plan ended: it holds its target until a person has it inspected. */
export async function lose(workshop: Pick<Workshop, 'plans' | 'clock'>, plan: Plan<'running'>, problem: Text): Promise<Plan> {
  const at = instant(workshop.clock());
  const about = {
    at,
    by: 'k8sdoc',
    incident: plan.incident,
    plan: plan.id,
    target: plan.target,
    details: { worker: plan.worker, problem: problem.en },
  } as const;
  const moved = await workshop.plans.move(plan, 'lose', { ...whatRan(plan), problem, lostAt: at }, { ...about, what: 'plan.lost' });
  if (moved.ok) return moved.plan;
  // Somebody asked to stop in the same moment: that changes nothing of what is not known.
  if (moved.because === 'changed') return moved.now.state === 'running' && moved.now.version > plan.version ? lose(workshop, moved.now, problem) : moved.now;
  return plan;
}
