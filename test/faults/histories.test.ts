/** The table of states in PostgreSQL: random histories of simultaneous attempts, and what they leave in plans, audit and orders. */
import { asyncProperty, assert } from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IncidentId } from '#knowledge/ids.ts';
import type { Order } from '#remediation/states.ts';
import { histories, loose, ordersOf, play, wrongs, wrongsOf } from '../histories.ts';
import { ana, now } from '../plans.ts';
import { startStore, type TestStore } from '../postgres.ts';

let at: TestStore;
let incident: IncidentId;

beforeAll(async () => {
  at = await startStore();
  const origin = { face: 'browser', place: 'main', message: 'm' } as const;
  incident = (await at.stores.incidents.open({ openedAt: now, openedBy: ana, origin, language: 'en', excerpt: '', matches: [] })).incident.id;
});
afterAll(() => at.stop());

describe('500 random histories in PostgreSQL', () => {
  it('run no plan twice, and leave exactly the audit rows and orders of what was won', async () => {
    let claims = 0;
    await assert(
      asyncProperty(histories, async (history) => {
        const wrong: string[] = [];
        const seen = await play(loose(at.stores.plans), incident, history, (plans) => void wrong.push(...wrongs(plans)));
        claims += seen.won.filter((one) => one.event === 'claim').length;
        expect([...wrong, ...wrongsOf(seen)]).toEqual([]);
        for (const plan of seen.plans) {
          const rows = await at.stores.audit.read({ plan: plan.id, limit: 1000 });
          expect(rows).toHaveLength(plan.version);
        }
        const told: Order[] = [];
        await at.stores.orders.relay(async (order) => void told.push(order));
        expect(told.toSorted()).toEqual(ordersOf(seen.won).toSorted());
      }),
      { numRuns: 500, endOnFailure: true },
    );
    expect(claims).toBeGreaterThan(50);
    expect(await at.stores.audit.verify()).toMatchObject({ intact: true });
  }, 300_000);
});

describe('an order to the workers', () => {
  it('stays until the queue has it, and goes to one of many relays', async () => {
    await play(loose(at.stores.plans), incident, [], () => undefined);
    await expect(
      at.stores.orders.relay(async () => {
        throw new Error('the queue is away');
      }),
    ).rejects.toThrow('the queue is away');
    const told: string[] = [];
    await Promise.all(Array.from({ length: 5 }, () => at.stores.orders.relay(async (order, plan) => void told.push(`${order} ${plan}`))));
    expect(told).toHaveLength(2);
    expect(new Set(told).size).toBe(2);
  });
});
