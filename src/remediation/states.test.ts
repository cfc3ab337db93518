import { assert, asyncProperty } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IncidentId } from '#knowledge/ids.ts';
import { histories, memoryStore, play, wrongs, wrongsOf } from '../../test/histories.ts';
import { bo, contentFor, drafted, later, worker } from '../../test/plans.ts';
import { decide } from './decide.ts';
import { hashOf } from './plan.ts';
import { advance, mayCause, parsePlan, type Plan, type PlanState, planStates, transitions } from './states.ts';

const states = Object.keys(planStates) as PlanState[];
const edges = states.flatMap((from) => Object.entries<{ to: PlanState; writes: string }>(transitions[from]).map(([event, edge]) => ({ from, event, ...edge })));

function reachable(from: PlanState): ReadonlySet<PlanState> {
  const seen = new Set<PlanState>();
  const walk = (state: PlanState): void => {
    for (const edge of edges.filter((one) => one.from === state && one.to !== state)) {
      if (seen.has(edge.to)) continue;
      seen.add(edge.to);
      walk(edge.to);
    }
  };
  walk(from);
  return seen;
}

describe('the table of states', () => {
  it('reaches every state from the draft', () => {
    expect([...reachable('drafted'), 'drafted'].toSorted()).toEqual(states.toSorted());
  });

  it('leads back to running or approved from no state in which a step may have run', () => {
    for (const state of ['running', 'verifying', 'unknown', 'continued', 'cancelled', 'fixed', 'not-fixed', 'failed', 'refused'] as const) {
      expect(
        [...reachable(state)].filter((one) => one === 'running' || one === 'approved'),
        state,
      ).toEqual([]);
    }
  });

  it('runs only what was approved', () => {
    expect(edges.filter((edge) => edge.to === 'running' && edge.from !== 'running').map((edge) => edge.from)).toEqual(['approved']);
  });

  it('names an audit row and a cause for every edge, and lets nobody else cause it', () => {
    const plan = drafted('p0', contentFor('i1' as IncidentId));
    expect(edges.filter((edge) => !/^(plan|step)\.[a-z-]+$/.test(edge.writes))).toEqual([]);
    expect(mayCause(plan, 'submit', plan.requester)).toBe(true);
    expect(mayCause(plan, 'submit', bo)).toBe(false);
    const running = { ...plan, state: 'running' as const, worker };
    expect(['end', 'finish', 'fail'].map((event) => mayCause(running, event, 'worker:another' as typeof worker))).toEqual([false, false, false]);
    expect(mayCause(running, 'finish', worker)).toBe(true);
    expect(mayCause(running, 'lose', bo)).toBe(false);
  });

  it('lets no plan run twice, unapproved, or beside another on its target, in ten thousand random histories', async () => {
    const wrong: string[] = [];
    let claims = 0;
    await assert(
      asyncProperty(histories, async (history) => {
        const store = memoryStore();
        const seen = await play(store, 'i1' as IncidentId, history, (plans) => void wrong.push(...wrongs(plans)));
        claims += seen.won.filter((one) => one.event === 'claim').length;
        expect([...wrong, ...wrongsOf(seen)]).toEqual([]);
      }),
      { numRuns: 10_000 },
    );
    // Blind events rarely get far: the histories count only where plans did run in them.
    expect(claims).toBeGreaterThan(100);
  });
});

describe('a plan', () => {
  const plan = drafted('p1', contentFor('i1' as IncidentId));

  it('carries its content over an edge, and nothing of the old state', () => {
    const waiting = advance(plan, 'submit', { reviews: [], expiresAt: later });
    expect(waiting).toMatchObject({ state: 'awaiting-approval', version: 2, hash: plan.hash });
    const withdrawn = advance(waiting, 'withdraw', { reviews: [], by: plan.requester, at: later });
    expect(withdrawn).not.toHaveProperty('expiresAt');
  });

  it('has another hash whatever changes', () => {
    const { hash } = plan;
    expect(hashOf(contentFor('i1' as IncidentId, 'worker-1', 'cni1'))).not.toBe(hash);
    expect(hashOf({ ...contentFor('i1' as IncidentId), risk: 'low' })).not.toBe(hash);
    expect(hashOf(contentFor('i1' as IncidentId))).toBe(hash);
  });

  it('does not come out of a row with a field that is missing or too many', () => {
    expect(() => parsePlan({ ...plan, state: 'approved' })).toThrow(/reviews/);
    expect(() => parsePlan({ ...plan, extra: 1 })).toThrow(/extra/);
  });

  it('does not compile along an edge that the table lacks, nor without what the next state knows', () => {
    const misuse = (): void => {
      // @ts-expect-error a draft cannot be claimed
      advance(plan, 'claim', {});
      // @ts-expect-error an approval needs reviews
      advance(advance(plan, 'submit', { reviews: [], expiresAt: later }), 'approve', { expiresAt: later });
      const rejected = plan as unknown as Plan<'rejected'>;
      // @ts-expect-error nothing follows a rejection
      advance(rejected, 'approve', {});
    };
    expect(misuse).toThrow(/no "claim" from "drafted"/);
  });
});

describe('the decision', () => {
  const base = { hash: 'h', requester: 'a' as Plan['requester'], quorum: { needed: 2, requesterCounts: false } };
  const review = (by: string, verdict: 'approve' | 'reject' = 'approve', hash = 'h') => ({ by: by as Plan['requester'], verdict, hash, at: later, reason: '' });

  it('counts each approver once, never the requester, never a review of another plan', () => {
    expect(decide(base, [review('a'), review('b'), review('b'), review('c', 'approve', 'other')])).toEqual({ kind: 'waiting', missing: 1 });
    expect(decide(base, [review('b'), review('c')])).toMatchObject({ kind: 'approved' });
  });

  it('ends with the first rejection', () => {
    expect(decide(base, [review('b'), review('c', 'reject'), review('d')])).toMatchObject({ kind: 'rejected', by: 'c' });
  });
});
