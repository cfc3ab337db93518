/** Plans for tests: content that is valid, in the states that a test needs. */
import type { EntryId, IncidentId, Instant, PersonId, PlanId, WorkerId } from '#knowledge/ids.ts';
import { hashOf, type PlanContent } from '#remediation/plan.ts';
import type { AuditDraft } from '#remediation/ports.ts';
import type { Plan } from '#remediation/states.ts';

const text = (words: string) => ({ en: words, zh: words });
export const now = '2026-11-20T21:00:00.000Z' as Instant;
export const later = '2036-11-20T21:15:00.000Z' as Instant;
export const ana = 'browser:ana' as PersonId;
export const bo = 'browser:bo' as PersonId;

export function contentFor(incident: IncidentId, node = 'worker-1', bridge = 'cni0'): PlanContent {
  return {
    incident,
    entry: 'cni/cni0-ip-conflict' as EntryId,
    knowledge: 'digest',
    remediation: 'recreate-bridge',
    origin: { kind: 'remediation' },
    title: text('Delete the bridge'),
    effect: text('none'),
    risk: 'medium',
    requester: ana,
    target: { on: 'node', name: node },
    targets: { node },
    simulated: false,
    values: { bridge },
    reality: { nodes: [], evidence: { digest: 'none', facts: [] } },
    reach: { nodes: [node], namespaces: [], pods: { kind: 'counted', count: 0 }, budgets: [] },
    guards: [],
    steps: [{ on: 'node', node, argv: ['ip', 'link', 'delete', bridge], sudo: true, timeout: 1000, idempotent: false }],
    verify: [{ id: 'bridge-address', title: text('Address'), target: { on: 'node', name: node }, expects: 'refuted' }],
    settle: 0,
    within: 0,
    undo: { kind: 'none', because: text('none') },
    quorum: { needed: 1, requesterCounts: false },
  };
}

export function drafted(id: string, content: PlanContent): Plan<'drafted'> {
  return { ...content, id: id as PlanId, hash: hashOf(content), version: 1, createdAt: now, state: 'drafted' };
}

export const worker = 'worker:w' as WorkerId;

export function told<const W extends string>(plan: Plan, what: W, by: AuditDraft['by'] = ana): AuditDraft & { readonly what: W } {
  return { at: now, by, what, incident: plan.incident, plan: plan.id, target: plan.target, details: {} };
}
