/**
 * What is found after a crash, and every so often: plans whose worker is dead, whose time is over, whose job was never told.
 */
import type { PlanId, WorkerId } from '#knowledge/ids.ts';
import { plans as words } from '#language/plans.ts';
import { lose } from './execute.ts';
import { expire } from './review.ts';
import type { Workshop } from './workshop.ts';

export type Orders = { readonly change: (plan: PlanId) => Promise<void>; readonly inspection: (plan: PlanId) => Promise<void> };

/**
 * Brings every plan that is under way to where it belongs. Safe to run in any number of processes at once: each
 * transition is a compare-and-swap, and telling the queue twice is one job.
 */
export async function recover(workshop: Workshop, orders: Orders): Promise<void> {
  const now = workshop.clock().getTime();
  for (const plan of await workshop.plans.inState(['awaiting-approval', 'approved', 'running', 'verifying'])) {
    switch (plan.state) {
      case 'awaiting-approval':
        if (now >= Date.parse(plan.expiresAt)) await expire(workshop, plan);
        break;
      case 'approved':
        if (now >= Date.parse(plan.expiresAt)) await expire(workshop, plan);
        else await orders.change(plan.id);
        break;
      case 'running':
        if (await isDead(workshop, plan.worker)) await lose(workshop, plan, words.workerLost);
        break;
      case 'verifying':
        await orders.inspection(plan.id);
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
