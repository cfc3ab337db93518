import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IncidentId } from '#knowledge/ids.ts';
import { contentFor, drafted, later } from '../../test/plans.ts';
import { decide } from './decide.ts';
import { hashOf } from './plan.ts';
import { advance, next, parsePlan, type Plan, type PlanState, planStates, transitions } from './states.ts';

const states = Object.keys(planStates) as PlanState[];
const edges = states.flatMap((from) => Object.entries(transitions[from]).map(([event, to]) => ({ from, event, to: to as PlanState })));

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
    for (const state of ['running', 'verifying', 'unknown', 'fixed', 'not-fixed', 'failed', 'refused'] as const) {
      expect(
        [...reachable(state)].filter((one) => one === 'running' || one === 'approved'),
        state,
      ).toEqual([]);
    }
  });

  it('runs only what was approved', () => {
    expect(edges.filter((edge) => edge.to === 'running' && edge.from !== 'running').map((edge) => edge.from)).toEqual(['approved']);
  });

  it('has no edge but its own, in ten thousand random histories', () => {
    const events = [...new Set(edges.map((edge) => edge.event))];
    assert(
      property(array(constantFrom(...events), { maxLength: 20 }), (history) => {
        let state: PlanState = 'drafted';
        let runs = 0;
        for (const event of history) {
          const to = next(state, event);
          if (to === undefined) continue;
          if (to === 'running' && state !== 'running') runs += 1;
          state = to;
        }
        expect(runs).toBeLessThanOrEqual(1);
      }),
      { numRuns: 10_000 },
    );
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
