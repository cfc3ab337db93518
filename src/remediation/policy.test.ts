import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { PersonId } from '#knowledge/ids.ts';
import { ana, bo, contentFor } from '../../test/plans.ts';
import { blastOf } from './blast.ts';
import { decide, missingFor } from './decide.ts';
import type { PlanStep } from './plan.ts';
import { judge, type Policy, situationOf } from './policy.ts';
import type { Review } from './records.ts';
import type { Situation } from './scope.ts';
import { isFrozen, isQuiet } from './windows.ts';

const always = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const lenient: Policy = {
  rules: [],
  quietHours: [],
  freezes: [],
  blastRadius: [],
  stepUpFrom: 'never',
  limits: { perPerson: { changes: 1, minutes: 1 }, perChannel: { changes: 1, minutes: 1 }, perCluster: 1 },
};
const change: Situation = {
  risk: 'medium',
  clusters: ['prod'],
  namespaces: ['kube-system'],
  roles: ['worker'],
  blast: { pods: 0, nodes: 1, namespaces: 0 },
  requester: ana,
  simulated: false,
  emergency: false,
  at: new Date('2026-11-20T21:00:00Z'),
};
const membership = { isApprover: (person: PersonId, group?: string) => person === ana && group === 'juniors' };
const freeze = { name: 'year end', when: {}, from: '2026-11-20T00:00:00Z', until: '2026-11-21T00:00:00Z' };
const night = { name: 'night', when: {}, days: [...always], from: '20:00', to: '06:00', timezone: 'UTC' };
const emergency = { approvals: 1, channels: [] };

describe('who must say yes', () => {
  it.each<[string, Partial<Policy>, Partial<Situation>, object]>([
    ['low risk: the requester', {}, { risk: 'low' }, { needed: 1, requesterCounts: true }],
    ['medium: one other person', {}, {}, { needed: 1, requesterCounts: false }],
    ['high: one of the target’s group', {}, { risk: 'high', approverGroup: 'etcd' }, { needed: 1, requesterCounts: false, group: 'etcd' }],
    ['destructive: two of them', {}, { risk: 'destructive', approverGroup: 'etcd' }, { needed: 2, requesterCounts: false, group: 'etcd' }],
    ['a rule for the risk', { rules: [{ name: 'r', when: { risk: ['medium'] }, approvals: 3 }] }, {}, { needed: 3, requesterCounts: false }],
    ['a rule for another risk', { rules: [{ name: 'r', when: { risk: ['high'] }, approvals: 3 }] }, {}, { needed: 1, requesterCounts: false }],
    ['a rule for the cluster', { rules: [{ name: 'r', when: { cluster: ['prod'] }, approvals: 2 }] }, {}, { needed: 2, requesterCounts: false }],
    ['a rule for another cluster', { rules: [{ name: 'r', when: { cluster: ['test'] }, approvals: 2 }] }, {}, { needed: 1, requesterCounts: false }],
    [
      'a rule for the namespace',
      { rules: [{ name: 'r', when: { namespace: ['kube-system'] }, group: 'core' }] },
      {},
      { needed: 1, requesterCounts: false, group: 'core' },
    ],
    ['a rule for another namespace', { rules: [{ name: 'r', when: { namespace: ['shop'] }, group: 'core' }] }, {}, { needed: 1, requesterCounts: false }],
    ['a rule for the role', { rules: [{ name: 'r', when: { role: ['worker'] }, approvals: 2 }] }, {}, { needed: 2, requesterCounts: false }],
    ['a rule for another role', { rules: [{ name: 'r', when: { role: ['control-plane'] }, approvals: 2 }] }, {}, { needed: 1, requesterCounts: false }],
    ['a rule for a group of requesters', { rules: [{ name: 'r', when: { requester: ['juniors'] }, approvals: 2 }] }, {}, { needed: 2, requesterCounts: false }],
    [
      'a rule for another group of requesters',
      { rules: [{ name: 'r', when: { requester: ['seniors'] }, approvals: 2 }] },
      {},
      { needed: 1, requesterCounts: false },
    ],
    [
      'a rule whose fields fit only in part',
      { rules: [{ name: 'r', when: { cluster: ['prod'], role: ['control-plane'] }, approvals: 2 }] },
      {},
      { needed: 1, requesterCounts: false },
    ],
    [
      'low risk with a rule: no longer the requester',
      { rules: [{ name: 'r', when: {}, approvals: 1 }] },
      { risk: 'low' },
      { needed: 1, requesterCounts: false },
    ],
    [
      'a rule cannot ask for less',
      { rules: [{ name: 'r', when: {}, approvals: 1 }] },
      { risk: 'destructive', approverGroup: 'etcd' },
      { needed: 2, requesterCounts: false, group: 'etcd' },
    ],
    [
      'of two rules the stricter number',
      {
        rules: [
          { name: 'a', when: {}, approvals: 3 },
          { name: 'b', when: {}, approvals: 2 },
        ],
      },
      {},
      { needed: 3, requesterCounts: false },
    ],
    [
      'of two groups the later',
      {
        rules: [
          { name: 'a', when: {}, group: 'x' },
          { name: 'b', when: {}, group: 'y' },
        ],
      },
      {},
      { needed: 1, requesterCounts: false, group: 'y' },
    ],
    [
      'a code from high risk on',
      { stepUpFrom: 'high' },
      { risk: 'high', approverGroup: 'etcd' },
      { needed: 1, requesterCounts: false, group: 'etcd', stepUp: true },
    ],
    ['no code below', { stepUpFrom: 'high' }, {}, { needed: 1, requesterCounts: false }],
    [
      'no code on a simulated target',
      { stepUpFrom: 'high' },
      { risk: 'high', approverGroup: 'etcd', simulated: true },
      { needed: 1, requesterCounts: false, group: 'etcd' },
    ],
    ['a code by a rule', { rules: [{ name: 'r', when: {}, stepUp: true }] }, {}, { needed: 1, requesterCounts: false, stepUp: true }],
    [
      'more for many pods',
      { blastRadius: [{ pods: 10, approvals: 2 }] },
      { blast: { pods: 10, nodes: 0, namespaces: 0 } },
      { needed: 2, requesterCounts: false },
    ],
    [
      'no more for fewer',
      { blastRadius: [{ pods: 10, approvals: 2 }] },
      { blast: { pods: 9, nodes: 0, namespaces: 0 } },
      { needed: 1, requesterCounts: false },
    ],
    [
      'more for many nodes, low risk too',
      { blastRadius: [{ nodes: 2, approvals: 2 }] },
      { risk: 'low', blast: { pods: 0, nodes: 2, namespaces: 0 } },
      { needed: 2, requesterCounts: false },
    ],
    [
      'more for many namespaces',
      { blastRadius: [{ namespaces: 3, approvals: 4 }] },
      { blast: { pods: 0, nodes: 0, namespaces: 3 } },
      { needed: 4, requesterCounts: false },
    ],
    [
      'an emergency: as it says, never the requester',
      { emergency },
      { risk: 'destructive', approverGroup: 'etcd', emergency: true },
      { needed: 1, requesterCounts: false, group: 'etcd' },
    ],
    ['an emergency of low risk', { emergency }, { risk: 'low', emergency: true }, { needed: 1, requesterCounts: false }],
    [
      'an emergency by its own group',
      { emergency: { ...emergency, group: 'duty' } },
      { emergency: true },
      { needed: 1, requesterCounts: false, group: 'duty' },
    ],
    ['an emergency keeps the code', { emergency, stepUpFrom: 'high' }, { risk: 'high', emergency: true }, { needed: 1, requesterCounts: false, stepUp: true }],
  ])('%s', (_what, policy, situation, quorum) => {
    expect(judge({ ...lenient, ...policy }, { ...change, ...situation }, membership)).toMatchObject({
      kind: 'allowed',
      quorum: expect.toSatisfy((made) => isDeepStrictEqual(made, quorum)) as unknown,
    });
  });
});

describe('whether a change may be made now', () => {
  it.each<[string, Partial<Policy>, Partial<Situation>, boolean, boolean]>([
    ['nothing is in the way', {}, {}, true, false],
    ['a freeze', { freezes: [freeze], emergency }, {}, false, true],
    ['a freeze, with no emergency path', { freezes: [freeze] }, {}, false, false],
    ['a freeze of another cluster', { freezes: [{ ...freeze, when: { cluster: ['test'] } }] }, {}, true, false],
    ['a freeze that is over', { freezes: [{ ...freeze, until: '2026-11-20T21:00:00Z' }] }, {}, true, false],
    ['a freeze, in an emergency', { freezes: [freeze], emergency }, { emergency: true }, true, false],
    ['an emergency that the policy does not know', { freezes: [freeze] }, { emergency: true }, false, false],
    ['an emergency without need, that the policy does not know', {}, { emergency: true }, false, false],
    ['quiet hours', { quietHours: [night], emergency }, {}, false, true],
    ['quiet hours for high risk only', { quietHours: [{ ...night, when: { risk: ['high'] } }] }, {}, true, false],
    ['a rule that forbids', { rules: [{ name: 'never', when: { namespace: ['kube-system'] }, forbid: true }], emergency }, {}, false, false],
    ['a rule that forbids, in an emergency', { rules: [{ name: 'never', when: {}, forbid: true }], emergency }, { emergency: true }, false, false],
  ])('%s', (_what, policy, situation, allowed, emergencyWouldHelp) => {
    const verdict = judge({ ...lenient, ...policy }, { ...change, ...situation }, membership);
    expect(verdict.kind).toBe(allowed ? 'allowed' : 'refused');
    if (verdict.kind === 'refused') expect(verdict.emergency).toBe(emergencyWouldHelp);
  });

  it('says of every rule why it applies or does not', () => {
    const policy = {
      ...lenient,
      rules: [{ name: 'core', when: { cluster: ['test'] }, approvals: 2 }],
      freezes: [freeze],
      quietHours: [{ ...night, from: '22:00' }],
    };
    const { reasons } = judge(policy, change, membership);
    expect(reasons.map((reason) => [reason.rule, reason.applies])).toEqual([
      ['risk', true],
      ['core', false],
      ['stepUp', false],
      ['night', false],
      ['year end', true],
    ]);
    expect(reasons[1]?.says.en).toBe('does not apply: cluster is prod, not test');
  });
});

describe('quiet hours', () => {
  const weekend = { days: ['fri'] as const, from: '22:00', to: '06:00', timezone: 'Europe/Berlin' };
  it.each([
    ['Friday 21:59 in Berlin', '2026-11-20T20:59:00Z', false],
    ['Friday 22:00 in Berlin', '2026-11-20T21:00:00Z', true],
    ['Saturday 05:59 in Berlin', '2026-11-21T04:59:00Z', true],
    ['Saturday 06:00 in Berlin', '2026-11-21T05:00:00Z', false],
    ['Saturday 23:00 in Berlin', '2026-11-21T22:00:00Z', false],
    ['Friday 22:00 in Berlin, in summer', '2026-07-10T20:00:00Z', true],
  ])('%s', (_what, at, quiet) => expect(isQuiet(weekend, new Date(at))).toBe(quiet));

  it('within one day end where they say', () => {
    const noon = { days: ['fri'] as const, from: '12:00', to: '13:00', timezone: 'UTC' };
    expect(['11:59', '12:00', '12:59', '13:00'].map((time) => isQuiet(noon, new Date(`2026-11-20T${time}:00Z`)))).toEqual([false, true, true, false]);
  });

  it('a freeze begins with its first moment and ends before its last', () => {
    expect(
      ['2026-11-19T23:59:59Z', '2026-11-20T00:00:00Z', '2026-11-20T23:59:59Z', '2026-11-21T00:00:00Z'].map((at) => isFrozen(freeze, new Date(at))),
    ).toEqual([false, true, true, false]);
  });
});

describe('the blast radius', () => {
  const onCluster = (resource: string, name: string, namespace?: string): PlanStep => ({
    on: 'cluster',
    cluster: 'prod',
    request: { method: 'DELETE', path: '/x', contentType: 'application/json', body: '' },
    object: {
      ref: { apiVersion: 'v1', resource, name, ...(namespace === undefined ? {} : { namespace }) },
      uid: 'u',
      resourceVersion: '1',
      touched: '',
      outcome: '',
    },
    diff: '',
    idempotent: false,
  });
  const onNode = (node: string): PlanStep => ({ on: 'node', node, argv: ['true'], sudo: false, timeout: 1, idempotent: true });

  it('counts each pod, node and namespace once', () => {
    const steps = [
      onCluster('pods', 'a', 'shop'),
      onCluster('pods', 'a', 'shop'),
      onCluster('deployments', 'b', 'shop'),
      onCluster('namespaces', 'old'),
      onNode('n1'),
      onNode('n1'),
    ];
    expect(blastOf([...steps, onCluster('nodes', 'n2')])).toEqual({ pods: 2, nodes: 2, namespaces: 2 });
  });

  it('is part of how the policy sees a plan, with its cluster and its role', () => {
    const { quorum: _, ...content } = contentFor('i1' as never);
    const info = { on: 'node', name: 'worker-1', role: 'worker', cluster: 'prod', simulated: false } as const;
    const directory = { list: () => [info], find: (target: { name: string }) => (target.name === info.name ? info : undefined) };
    expect(situationOf(content, directory, change.at)).toMatchObject({ clusters: ['prod'], roles: ['worker'], blast: { nodes: 1 }, emergency: false });
  });
});

describe('a quorum that asks for more than a click', () => {
  const plan = { hash: 'h', requester: ana, quorum: { needed: 1, requesterCounts: false, stepUp: true as const } };
  const said = (by: PersonId, code = false): Review => ({
    by,
    verdict: 'approve',
    hash: 'h',
    at: change.at.toISOString() as Review['at'],
    reason: '',
    ...(code ? { confirmedBy: 'one-time-code' as const } : {}),
  });
  const cy = 'browser:cy' as PersonId;

  it.each<[string, readonly Review[], number]>([
    ['one click', [said(bo)], 1],
    ['one click with a code', [said(bo, true)], 0],
    ['two clicks', [said(bo), said(cy)], 0],
    ['the same person twice', [said(bo), said(bo)], 1],
    ['the requester with a code', [said(ana, true)], 1],
    ['the requester and one click', [said(ana, true), said(bo)], 1],
  ])('%s', (_what, reviews, missing) => {
    expect(Math.max(0, missingFor(plan, reviews))).toBe(missing);
    expect(decide(plan, reviews).kind).toBe(missing === 0 ? 'approved' : 'waiting');
  });
});
