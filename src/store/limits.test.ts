import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { IncidentId, Instant } from '#knowledge/ids.ts';
import type { Plan } from '#remediation/states.ts';
import { ana, bo, contentFor, drafted, later, now, told } from '../../test/plans.ts';
import { startStore, type TestStore } from '../../test/postgres.ts';

let at: TestStore;
let number = 0;

beforeAll(async () => {
  at = await startStore({ perCluster: 2, clusterOf: (plan) => (plan.targets.node?.startsWith('prod') === true ? 'prod' : undefined) });
});
afterAll(() => at.stop());

const place = { face: 'browser', place: 'main' } as const;
async function opened(): Promise<IncidentId> {
  const origin = { ...place, message: `m${(number += 1)}` };
  return (await at.stores.incidents.open({ openedAt: now, openedBy: ana, origin, language: 'en', excerpt: '', matches: [] })).incident.id;
}

async function approved(node: string): Promise<Plan<'approved'>> {
  const plan = drafted(`p${(number += 1)}`, contentFor(await opened(), node));
  await at.stores.plans.insert(plan, told(plan, 'plan.drafted'));
  const waiting = await at.stores.plans.move(plan, 'submit', { reviews: [], expiresAt: later }, told(plan, 'plan.submitted'));
  if (!waiting.ok) throw new Error('not submitted');
  const review = { by: bo, verdict: 'approve', hash: plan.hash, at: now, reason: '' } as const;
  const moved = await at.stores.plans.move(waiting.plan, 'approve', { reviews: [review], expiresAt: later }, { ...told(plan, 'plan.approved'), by: bo });
  if (!moved.ok) throw new Error('not approved');
  return moved.plan;
}

const claim = (plan: Plan<'approved'>) => {
  const audit = { ...told(plan, 'plan.claimed'), by: 'worker:w' as Plan['requester'] };
  return at.stores.plans.move(plan, 'claim', { reviews: plan.reviews, worker: 'worker:w', startedAt: now, journal: [], before: [] }, audit);
};
const order = { at: now, by: bo, what: 'changes.paused', details: {} } as const;
const pause = (reason = 'storm') => at.stores.limits.pause({ by: bo, reason, at: now }, order);
const resume = () => at.stores.limits.resume({ ...order, what: 'changes.resumed' });

beforeEach(async () => {
  await resume();
});

describe('a pause', () => {
  it('holds up what is approved already, and lets it go on afterwards', async () => {
    const plan = await approved('pause-1');
    expect(await pause()).toBe(true);
    expect(await at.stores.limits.paused()).toEqual({ by: bo, reason: 'storm', at: now });
    expect(await claim(plan)).toEqual({ ok: false, because: 'held' });
    expect((await at.stores.plans.find(plan.id))?.state).toBe('approved');
    expect(await resume()).toBe(true);
    expect(await at.stores.limits.paused()).toBeUndefined();
    expect(await claim(plan)).toMatchObject({ ok: true });
  });

  it('is pulled once, released once, and recorded each time', async () => {
    const before = (await at.stores.audit.read({ limit: 1000 })).length;
    expect(await Promise.all(Array.from({ length: 8 }, () => pause()))).toEqual(expect.arrayContaining([true, false]));
    expect(await Promise.all(Array.from({ length: 8 }, () => resume()))).toEqual(expect.arrayContaining([true, false]));
    const rows = (await at.stores.audit.read({ limit: 1000 })).slice(before);
    expect(rows.map((row) => row.what)).toEqual(['changes.paused', 'changes.resumed']);
  });

  it('that is committed is seen by every claim after it, however they race', async () => {
    for (let round = 0; round < 10; round += 1) {
      const plans = await Promise.all(Array.from({ length: 4 }, (_one, index) => approved(`race-${round}-${index}`)));
      const claims = plans.map((plan) => claim(plan));
      await pause();
      const late = await claim(await approved(`late-${round}`));
      const ended = await Promise.all(claims);
      expect(late).toEqual({ ok: false, because: 'held' });
      // In the record no claim stands behind the pause.
      const what = (await at.stores.audit.read({ limit: 10_000 })).map((row) => row.what);
      expect(what.slice(what.lastIndexOf('changes.paused'))).not.toContain('plan.claimed');
      expect(ended.every((one) => one.ok || one.because === 'held')).toBe(true);
      await resume();
    }
  });

  it('brings the cards of waiting plans up to date', async () => {
    const plan = await approved('card-1');
    const version = (await at.stores.incidents.find(plan.incident))?.version ?? 0;
    await pause();
    expect((await at.stores.incidents.find(plan.incident))?.version).toBe(version + 1);
  });
});

describe('the bound of a cluster', () => {
  it('lets so many changes begin at once and holds the others', async () => {
    const plans = await Promise.all(Array.from({ length: 8 }, (_one, index) => approved(`prod-${index}`)));
    const claims = await Promise.all(plans.map((plan) => claim(plan)));
    expect(claims.filter((one) => one.ok)).toHaveLength(2);
    expect(claims.filter((one) => !one.ok && one.because === 'held')).toHaveLength(6);
    expect(await claim(await approved('elsewhere'))).toMatchObject({ ok: true });
  });
});

describe('rates', () => {
  it('count what one person, and one place, asked for since then', async () => {
    const before = { own: await at.stores.limits.asked({ requester: ana }, now), here: await at.stores.limits.asked({ place }, now) };
    await approved('rate-1');
    expect(await at.stores.limits.asked({ requester: ana }, now)).toBe(before.own + 1);
    expect(await at.stores.limits.asked({ place }, now)).toBe(before.here + 1);
    expect(await at.stores.limits.asked({ requester: bo }, now)).toBe(0);
    expect(await at.stores.limits.asked({ place: { face: 'slack', place: 'main' } }, now)).toBe(0);
    expect(await at.stores.limits.asked({ requester: ana }, '2026-11-20T21:00:00.001Z' as Instant)).toBe(0);
  });
});
