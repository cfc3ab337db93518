/** All that the life of a change needs, on a real PostgreSQL and the real knowledge, with a machine and a cluster that tests can break. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '#config/config.ts';
import type { TargetInfo, Targets } from '#checks/ports.ts';
import type { EntryId, IncidentId, PersonId, PlanId, WorkerId } from '#knowledge/ids.ts';
import type { Knowledge } from '#knowledge/knowledge.ts';
import { loadKnowledge } from '#knowledge/load.ts';
import { standard } from '#redaction/redact.ts';
import { execute } from '#remediation/execute.ts';
import { propose, type Proposed } from '#remediation/propose.ts';
import { review } from '#remediation/review.ts';
import type { Plan } from '#remediation/states.ts';
import { verify } from '#remediation/verify.ts';
import type { Workshop } from '#remediation/workshop.ts';
import { createTargets } from '#targets/targets.ts';
import { askChecks } from '#remediation/look.ts';
import { type ApiServer, startApiServer } from './lab/api-server.ts';
import { createMachine, type Machine } from './lab/machine.ts';
import { ana, bo } from './plans.ts';
import { startStore, type TestStore } from './postgres.ts';

export type Workbench = {
  readonly workshop: Workshop;
  readonly store: TestStore;
  readonly machine: Machine;
  readonly api: ApiServer;
  readonly approvers: Set<PersonId>;
  /** Milliseconds that the bench's clock is ahead; sleeping moves it. */
  passed(): number;
  swapKnowledge(change: (knowledge: Knowledge) => Knowledge): void;
  incident(): Promise<IncidentId>;
  /** Asks the entry's checks and drafts a plan on what they find. */
  draft(entry: string, remediation: string, values: Readonly<Record<string, string>>, requester?: PersonId): Promise<Proposed>;
  approve(plan: Plan, by?: PersonId): Promise<Plan>;
  /** Runs an approved plan to its end, as a worker does. */
  run(id: PlanId): Promise<Plan>;
  stop(): Promise<void>;
};

const second = 'browser:cy' as PersonId;
export const worker = 'worker:bench' as WorkerId;
const folders = { shipped: fileURLToPath(new URL('../knowledge', import.meta.url)), lab: fileURLToPath(new URL('soak/knowledge', import.meta.url)) };
export const quiet = new AbortController().signal;

export async function startWorkbench(): Promise<Workbench> {
  const loaded = await loadKnowledge(folders.shipped, { also: [folders.lab] });
  if (!loaded.ok) throw new Error(loaded.problems.map((problem) => JSON.stringify(problem)).join('\n'));
  let { knowledge } = loaded;
  const folder = await mkdtemp(join(tmpdir(), 'k8sdoc-bench-'));
  const store = await startStore();
  const config = await readConfig({ K8SDOC_DATA_DIR: folder });
  const unlimited = { changes: 1_000_000, minutes: 1 };
  const machine = createMachine();
  const api = await startApiServer('lab', join(folder, 'kubeconfig'));
  const real = createTargets({ nodes: [], clusters: [api.definition] });
  const all: readonly TargetInfo[] = [
    { on: 'node', name: 'worker-1', simulated: false, role: 'worker', cluster: 'lab' },
    { on: 'cluster', name: 'lab', simulated: false },
  ];
  const directory = {
    list: () => all,
    find: (target: TargetInfo | { on: string; name: string }) => all.find((one) => one.on === target.on && one.name === target.name),
  };
  const targets: Targets = { directory, nodes: machine.port, clusters: real.clusters };
  const approvers = new Set<PersonId>([bo, second]);
  let ahead = 0;
  let ids = 0;
  const workshop: Workshop = {
    knowledge: () => knowledge,
    targets,
    redactor: standard,
    plans: store.stores.plans,
    audit: store.stores.audit,
    workers: store.stores.workers,
    approvers: { isApprover: (person) => approvers.has(person), hasApprovers: () => approvers.size > 0, refresh: async () => undefined },
    policy: { ...config.policy, limits: { ...config.policy.limits, perPerson: unlimited, perChannel: unlimited } },
    limits: store.stores.limits,
    codes: store.stores.codes,
    clock: () => new Date(Date.now() + ahead),
    newId: () => `plan${(ids += 1)}`,
    approvalTtl: 3_600_000,
    sleep: async (milliseconds) => void (ahead += milliseconds),
  };
  const bench: Workbench = {
    workshop,
    store,
    machine,
    api,
    approvers,
    passed: () => ahead,
    swapKnowledge: (change) => void (knowledge = change(knowledge)),
    incident: async () => {
      const origin = { face: 'browser', place: 'main', message: `bench-${(ids += 1)}` } as const;
      const opened = await store.stores.incidents.open({
        openedAt: new Date().toISOString() as never,
        openedBy: ana,
        origin,
        language: 'en',
        excerpt: '',
        matches: [],
      });
      return opened.incident.id;
    },
    draft: async (id, remediation, values, requester = ana) => {
      const entry = knowledge.entries.get(id as EntryId);
      if (entry === undefined) throw new Error(`there is no entry ${id}`);
      const places = { node: 'worker-1', cluster: 'lab' };
      const findings = await askChecks(
        workshop,
        entry,
        entry.checks.map((check) => check.id),
        values,
        places,
        quiet,
      );
      return propose(workshop, { incident: await bench.incident(), entry, remediation, requester, values, places, findings }, quiet);
    },
    approve: async (plan, by = plan.quorum.requesterCounts ? plan.requester : bo) => {
      const reviewed = await review(workshop, plan.id, { by, verdict: 'approve', hash: plan.hash, reason: '' });
      if (!reviewed.ok) throw new Error(reviewed.text.en);
      // High risk: a second person, where nobody gives a one-time code.
      return reviewed.plan.state === 'awaiting-approval' && by !== second ? bench.approve(plan, second) : reviewed.plan;
    },
    run: async (id) => {
      const execution = await execute(workshop, id, worker, quiet);
      if (execution.kind !== 'ran') throw new Error(`${id}: ${execution.kind}`);
      return execution.plan.state === 'verifying' ? verify(workshop, execution.plan, quiet) : execution.plan;
    },
    stop: async () => {
      await real.close();
      await api.close();
      await store.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return bench;
}
