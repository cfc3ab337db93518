/** How far a plan reaches: the pods, nodes and namespaces that it touches, and the disruption budgets in the way. Counted, or said not to be. */
import { z } from 'zod';
import { type ClusterRead, type ObjectRef, TargetError } from '#checks/ports.ts';
import { withoutSecrets } from '#checks/probe.ts';
import { plans as words } from '#language/plans.ts';
import type { PlanStep, Reach } from './plan.ts';
import type { Workshop } from './workshop.ts';

const labels = z.record(z.string(), z.string());
const SelectorSchema = z.looseObject({
  matchLabels: labels.optional(),
  matchExpressions: z.array(z.looseObject({ key: z.string(), operator: z.string(), values: z.array(z.string()).optional() })).optional(),
});
const PodSchema = z.looseObject({ metadata: z.looseObject({ name: z.string(), namespace: z.string(), labels: labels.optional() }) });
const OwnerSchema = z.looseObject({ spec: z.looseObject({ selector: SelectorSchema.optional() }).optional() });
const BudgetSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string(), namespace: z.string() }),
  spec: z.looseObject({ selector: SelectorSchema.nullish() }),
  status: z.looseObject({ disruptionsAllowed: z.int().default(0) }).optional(),
});
type Pod = z.output<typeof PodSchema>;
type Selector = z.output<typeof SelectorSchema>;

/** Resources whose pods are replaced when they are changed. */
const owners = new Set(['deployments', 'statefulsets', 'daemonsets', 'replicasets', 'jobs']);

/** Counts what the steps touch. A cluster that cannot be asked makes the pods unknown, with the reason; it does not stop the plan. */
export async function reachOf(workshop: Pick<Workshop, 'targets' | 'redactor'>, steps: readonly PlanStep[], signal: AbortSignal): Promise<Reach> {
  const nodes = new Set<string>();
  const namespaces = new Set<string>();
  for (const step of steps) {
    if (step.on === 'node') nodes.add(step.node);
    else if (step.object.ref.resource === 'nodes') nodes.add(step.object.ref.name);
    else if (step.object.ref.resource === 'namespaces') namespaces.add(step.object.ref.name);
    if (step.on === 'cluster' && step.object.ref.namespace !== undefined) namespaces.add(step.object.ref.namespace);
  }
  const base = { nodes: [...nodes].toSorted(), budgets: [] };
  try {
    const asked = podQuestions(workshop, steps);
    const pods = new Map<string, Pod>();
    const budgets: Reach['budgets'][number][] = [];
    for (const { cluster, of } of asked) {
      const here = await podsOf(workshop, cluster, of, signal);
      for (const pod of here) pods.set(`${cluster}/${pod.metadata.namespace}/${pod.metadata.name}`, pod);
      budgets.push(...(await budgetsOver(workshop, cluster, here, signal)));
    }
    for (const pod of pods.values()) namespaces.add(pod.metadata.namespace);
    return { ...base, namespaces: [...namespaces].toSorted(), pods: { kind: 'counted', count: pods.size }, budgets: distinct(budgets) };
  } catch (error) {
    if (!(error instanceof TargetError) && !(error instanceof Uncounted)) throw error;
    const because = error instanceof TargetError ? withoutSecrets(error.problem, workshop.redactor).text : words.clusterNotKnown(error.message);
    return { ...base, namespaces: [...namespaces].toSorted(), pods: { kind: 'unknown', because } };
  }
}

/** A node whose cluster is not configured. The message is its name. */
class Uncounted extends Error {}

type Question = { readonly cluster: string; readonly of: { readonly node: string } | { readonly ref: ObjectRef } };

function podQuestions(workshop: Pick<Workshop, 'targets'>, steps: readonly PlanStep[]): readonly Question[] {
  const onNodes = new Set(steps.flatMap((step) => (step.on === 'node' ? [step.node] : [])));
  const byNode = [...onNodes].map((node) => {
    const cluster = workshop.targets.directory.find({ on: 'node', name: node })?.cluster;
    if (cluster === undefined) throw new Uncounted(node);
    return { cluster, of: { node } };
  });
  return [...byNode, ...steps.flatMap((step) => (step.on === 'cluster' ? [{ cluster: step.cluster, of: { ref: step.object.ref } }] : []))];
}

async function podsOf(workshop: Pick<Workshop, 'targets'>, cluster: string, of: Question['of'], signal: AbortSignal): Promise<readonly Pod[]> {
  const list = (more: Partial<ClusterRead & { kind: 'list' }>): Promise<readonly Pod[]> =>
    listOf(workshop, cluster, { kind: 'list', apiVersion: 'v1', resource: 'pods', ...more }, PodSchema, signal);
  if ('node' in of) return list({ fieldSelector: `spec.nodeName=${of.node}` });
  const { resource, namespace, name } = of.ref;
  if (resource === 'namespaces') return list({ namespace: name });
  if (namespace === undefined || (resource !== 'pods' && !owners.has(resource))) return [];
  const pods = await list({ namespace });
  if (resource === 'pods') return pods.filter((pod) => pod.metadata.name === name);
  const answer = await workshop.targets.clusters.read(cluster, { kind: 'object', ...of.ref }, signal);
  const owner = OwnerSchema.safeParse(answer.kind === 'object' ? answer.object : undefined);
  const selector = owner.success ? owner.data.spec?.selector : undefined;
  return selector === undefined ? [] : pods.filter((pod) => selects(selector, pod));
}

async function budgetsOver(workshop: Pick<Workshop, 'targets'>, cluster: string, pods: readonly Pod[], signal: AbortSignal): Promise<Reach['budgets']> {
  if (pods.length === 0) return [];
  const budgets = await listOf(workshop, cluster, { kind: 'list', apiVersion: 'policy/v1', resource: 'poddisruptionbudgets' }, BudgetSchema, signal);
  return budgets
    .filter(({ metadata, spec }) => pods.some((pod) => pod.metadata.namespace === metadata.namespace && selects(spec.selector ?? {}, pod)))
    .map(({ metadata, status }) => ({ namespace: metadata.namespace, name: metadata.name, allowed: status?.disruptionsAllowed ?? 0 }));
}

async function listOf<T>(
  workshop: Pick<Workshop, 'targets'>,
  cluster: string,
  read: ClusterRead & { kind: 'list' },
  schema: z.ZodType<T>,
  signal: AbortSignal,
): Promise<readonly T[]> {
  const answer = await workshop.targets.clusters.read(cluster, read, signal);
  return answer.kind === 'list' ? answer.items.map((item) => schema.parse(item)) : [];
}

/** As Kubernetes matches labels; an operator that is not known matches, so that nothing is left out. */
function selects(selector: Selector, pod: Pod): boolean {
  const own = pod.metadata.labels ?? {};
  const all = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => own[key] === value);
  return (
    all &&
    (selector.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
      switch (operator) {
        case 'In':
          return values.includes(own[key] ?? '');
        case 'NotIn':
          return !values.includes(own[key] ?? '');
        case 'Exists':
          return Object.hasOwn(own, key);
        case 'DoesNotExist':
          return !Object.hasOwn(own, key);
        default:
          return true;
      }
    })
  );
}

function distinct(budgets: Reach['budgets']): Reach['budgets'] {
  return [...new Map(budgets.map((budget) => [`${budget.namespace}/${budget.name}`, budget])).values()];
}
