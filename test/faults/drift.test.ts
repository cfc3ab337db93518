/** What changes between the approval and the execution: 100 drifts of every kind, 100 refusals, nothing run. A heartbeat is none. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '#remediation/states.ts';
import { bo } from '../plans.ts';
import { startWorkbench, type Workbench } from '../workbench.ts';

let bench: Workbench;
let number = 0;

beforeAll(async () => {
  bench = await startWorkbench();
});
afterAll(() => bench.stop());

const nodePath = '/api/v1/nodes/worker-1';
const name = (): string => `d${number}`;
const held = (): string => `/api/v1/namespaces/demo/configmaps/held${number}`;

async function planned(entry: 'links' | 'cordon' | 'finalizer'): Promise<Plan> {
  number += 1;
  const draft = async () => {
    switch (entry) {
      case 'links':
        return bench.draft('lab/five-links', 'make', { name: name() });
      case 'cordon':
        bench.api.put(nodePath, { apiVersion: 'v1', kind: 'Node', spec: { unschedulable: true }, status: { phase: 'a' } });
        return bench.draft('scheduling/untolerated-taint', 'uncordon', { node: 'worker-1' });
      case 'finalizer':
        bench.api.put(held(), {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { namespace: 'demo', name: `held${number}`, finalizers: ['example.com/a'], deletionTimestamp: '2026-01-01T00:00:00Z' },
        });
        return bench.draft('lifecycle/finalizer-stuck', 'remove-finalizer', {
          apiVersion: 'v1',
          resource: 'configmaps',
          ns: 'demo',
          name: `held${number}`,
          finalizer: 'example.com/a',
        });
    }
  };
  const proposed = await draft();
  if (!proposed.ok) throw new Error(proposed.text.en);
  return bench.approve(proposed.plan);
}

type Drift = { readonly what: string; readonly of: Parameters<typeof planned>[0]; readonly says: RegExp; readonly happen: () => () => void };
const nothing = (): void => undefined;

const drifts: readonly Drift[] = [
  {
    what: 'the machine was rebooted',
    of: 'links',
    says: /was rebooted/,
    happen: () => {
      bench.machine.bootId = crypto.randomUUID();
      return nothing;
    },
  },
  {
    what: 'the machine shows another host key',
    of: 'links',
    says: /another host key/,
    happen: () => {
      bench.machine.hostKey = `SHA256:${crypto.randomUUID()}`;
      return nothing;
    },
  },
  {
    what: 'the machine cannot be asked',
    of: 'links',
    says: /cannot be told|has changed/,
    happen: () => {
      bench.machine.reachable = false;
      return () => void (bench.machine.reachable = true);
    },
  },
  {
    what: 'the fault is gone',
    of: 'links',
    says: /has changed.*is there/,
    happen: () => {
      bench.machine.links.add(`${name()}x5`);
      return nothing;
    },
  },
  {
    what: 'the knowledge changed',
    of: 'links',
    says: /knowledge base changed/,
    happen: () => {
      let old: ReadonlyMap<string, string> = new Map();
      bench.swapKnowledge((knowledge) => {
        old = knowledge.digests;
        return { ...knowledge, digests: new Map([...knowledge.digests].map(([id]) => [id, 'another'])) };
      });
      return () => bench.swapKnowledge((knowledge) => ({ ...knowledge, digests: old as typeof knowledge.digests }));
    },
  },
  {
    what: 'the approver is none any more',
    of: 'links',
    says: /no longer an approver/,
    happen: () => {
      bench.approvers.delete(bo);
      return () => void bench.approvers.add(bo);
    },
  },
  {
    what: 'the object was changed where the plan touches it',
    of: 'finalizer',
    says: /was changed|has changed/,
    happen: () => {
      bench.api.edit(held(), (object) => Object.assign(object['metadata'] as object, { finalizers: ['example.com/a', 'example.com/b'] }));
      return nothing;
    },
  },
  {
    what: 'the object was deleted and made anew',
    of: 'cordon',
    says: /made anew/,
    happen: () => {
      bench.api.put(nodePath, { apiVersion: 'v1', kind: 'Node', spec: { unschedulable: true } });
      return nothing;
    },
  },
  {
    what: 'the object is gone',
    of: 'finalizer',
    says: /has changed.*is gone/,
    happen: () => {
      bench.api.remove(held());
      return nothing;
    },
  },
  {
    what: 'the server would do something else now',
    of: 'cordon',
    says: /do something else/,
    happen: () => {
      bench.api.admit = (object) => Object.assign(object['metadata'] as object, { labels: { added: 'by-a-webhook' } });
      return () => void (bench.api.admit = nothing);
    },
  },
];

describe('between the approval and the execution', () => {
  it.each(drifts.map((drift) => [drift.what, drift] as const))('%s: refused ten times of ten, and nothing runs', async (_what, drift) => {
    for (let round = 0; round < 10; round += 1) {
      const plan = await planned(drift.of);
      const before = [...bench.machine.ran, ...bench.api.changes];
      const mend = drift.happen();
      const after = await bench.run(plan.id);
      mend();
      expect(after.state).toBe('refused');
      expect(after.state === 'refused' ? after.problem.en : '').toMatch(drift.says);
      expect([...bench.machine.ran, ...bench.api.changes]).toEqual(before);
    }
  });

  it('a heartbeat is no drift: the plan runs, even where another comes between the last look and the request', async () => {
    const plan = await planned('cordon');
    const beat = (): void => bench.api.edit(nodePath, (object) => Object.assign(object, { status: { phase: crypto.randomUUID() } }));
    beat();
    let beats = 0;
    bench.api.before = (method) => {
      if (method === 'PATCH' && beats < 3) {
        beats += 1;
        beat();
      }
    };
    const after = await bench.run(plan.id);
    bench.api.before = nothing;
    expect(after).toMatchObject({ state: 'fixed', journal: [{ state: 'ended', ok: true }] });
    expect(beats).toBe(3);
  });

  it('has another hash for another boot, another host key, another object, other evidence', async () => {
    const hashes = new Set<string>();
    const draw = async (): Promise<void> => {
      const proposed = await bench.draft('lab/five-links', 'make', { name: 'same' });
      if (!proposed.ok) throw new Error(proposed.text.en);
      const { incident: _incident, hash: _hash, ...content } = proposed.plan;
      hashes.add(JSON.stringify(content.reality));
    };
    await draw();
    await draw();
    expect(hashes.size).toBe(1);
    bench.machine.bootId = crypto.randomUUID();
    await draw();
    bench.machine.hostKey = 'SHA256:other';
    await draw();
    expect(hashes.size).toBe(3);
  });
});

describe('the reach of a plan', () => {
  it('counts the pods, nodes and namespaces that it touches, and names the disruption budgets in the way', async () => {
    const pod = (namespace: string, label: string, pod_: string): void =>
      bench.api.put(`/api/v1/namespaces/${namespace}/pods/${pod_}`, {
        metadata: { name: pod_, namespace, labels: { app: label } },
        spec: { nodeName: 'worker-1' },
      });
    pod('shop', 'web', 'web-1');
    pod('shop', 'web', 'web-2');
    pod('bank', 'db', 'db-1');
    const budget = (namespace: string, label: string, allowed: number): void =>
      bench.api.put(`/apis/policy/v1/poddisruptionbudgets/${namespace}-${label}`, {
        metadata: { name: label, namespace },
        spec: { selector: { matchLabels: { app: label } } },
        status: { disruptionsAllowed: allowed },
      });
    budget('shop', 'web', 1);
    budget('bank', 'db', 0);
    budget('bank', 'other', 5);
    const proposed = await bench.draft('lab/five-links', 'make', { name: 'reach' });
    expect(proposed).toMatchObject({
      ok: true,
      plan: {
        reach: {
          nodes: ['worker-1'],
          namespaces: ['bank', 'shop'],
          pods: { kind: 'counted', count: 3 },
          budgets: [
            { namespace: 'shop', name: 'web', allowed: 1 },
            { namespace: 'bank', name: 'db', allowed: 0 },
          ],
        },
      },
    });
  });
});
