/** The blast radius: how much a plan touches, counted from its steps. */
import type { PlanStep } from './plan.ts';

export type BlastRadius = { readonly pods: number; readonly nodes: number; readonly namespaces: number };

/** Kinds whose change replaces at least one pod. */
const workloads = new Set(['pods', 'deployments', 'statefulsets', 'daemonsets', 'replicasets', 'jobs']);

/** Each pod, node and namespace once, however many steps touch it. A workload counts as one pod: how many more it has stands in its diff. */
export function blastOf(steps: readonly PlanStep[]): BlastRadius {
  const pods = new Set<string>();
  const nodes = new Set<string>();
  const namespaces = new Set<string>();
  for (const step of steps) {
    if (step.on === 'node') {
      nodes.add(step.node);
      continue;
    }
    const { resource, namespace, name } = step.object.ref;
    const inCluster = (what: string): string => `${step.cluster}/${what}`;
    if (namespace !== undefined) namespaces.add(inCluster(namespace));
    if (resource === 'namespaces') namespaces.add(inCluster(name));
    if (resource === 'nodes') nodes.add(name);
    if (workloads.has(resource)) pods.add(inCluster(`${namespace ?? ''}/${resource}/${name}`));
  }
  return { pods: pods.size, nodes: nodes.size, namespaces: namespaces.size };
}

/** The namespaces that the steps name, without their cluster. */
export function namespacesOf(steps: readonly PlanStep[]): readonly string[] {
  const named = steps.flatMap((step) => {
    if (step.on === 'node') return [];
    const { resource, namespace, name } = step.object.ref;
    return namespace ?? (resource === 'namespaces' ? name : []);
  });
  return [...new Set(named)];
}
