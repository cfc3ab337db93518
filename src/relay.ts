/** Hands the orders that transitions wrote to the queue: at every change of an incident, and at every sweep. */
import type { Changes, Queue } from '#commands/context.ts';
import type { Orders } from '#remediation/ports.ts';

export type Relay = { readonly run: () => Promise<void>; readonly stop: () => void };

/** One run at a time; what comes in during a run is taken by another one after it. A run that fails is made good by the next. */
export function startRelay(orders: Orders, queue: Queue, changes: Pick<Changes, 'subscribe'>, log: (problem: unknown) => void): Relay {
  let running: Promise<void> | undefined;
  let again = false;
  const rounds = async (): Promise<void> => {
    do {
      again = false;
      await orders.relay((order, plan) => queue[order](plan));
    } while (again);
  };
  const run = (): Promise<void> => {
    again = true;
    running ??= rounds().finally(() => (running = undefined));
    return running;
  };
  const stop = changes.subscribe(() => void run().catch(log));
  return { run, stop };
}
