/** All configured targets: the directory of their names, and the two ports behind it. */
import type { TargetInfo, Targets } from '#checks/ports.ts';
import { type ClusterDefinition, createClusters } from './clusters/clusters.ts';
import { createNodes, type NodeDefinition } from './nodes/nodes.ts';

export type { ClusterDefinition } from './clusters/clusters.ts';
export type { NodeDefinition } from './nodes/nodes.ts';

export function createTargets(defined: {
  readonly nodes: readonly NodeDefinition[];
  readonly clusters: readonly ClusterDefinition[];
}): Targets & { close(): Promise<void> } {
  const nodes = createNodes(defined.nodes);
  const all: readonly TargetInfo[] = [...defined.nodes.map((node) => infoOf('node', node)), ...defined.clusters.map((cluster) => infoOf('cluster', cluster))];
  return {
    directory: { list: () => all, find: (target) => all.find((one) => one.on === target.on && one.name === target.name) },
    nodes,
    clusters: createClusters(defined.clusters),
    close: () => nodes.close(),
  };
}

function infoOf(on: 'node' | 'cluster', one: NodeDefinition | ClusterDefinition): TargetInfo {
  return {
    on,
    name: one.name,
    simulated: one.simulated ?? false,
    ...('cluster' in one && one.cluster !== undefined ? { cluster: one.cluster } : {}),
    ...('role' in one && one.role !== undefined ? { role: one.role } : {}),
    ...(one.approverGroup === undefined ? {} : { approverGroup: one.approverGroup }),
  };
}
