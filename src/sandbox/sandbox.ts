/** The sandbox: a demo node and a demo cluster, simulated and saying so, for whoever has configured neither. */
import type { Text } from '#language/text.ts';
import type { ClusterDefinition, NodeDefinition } from '#targets/targets.ts';
import { startDemoCluster } from './cluster.ts';
import { startDemoNode } from './node.ts';

export type Sample = { readonly title: Text; readonly text: string };
export type Sandbox = {
  readonly nodes: readonly NodeDefinition[];
  readonly clusters: readonly ClusterDefinition[];
  readonly samples: readonly Sample[];
  /** Everything broken again, as at the start. */
  reset(): void;
  close(): Promise<void>;
};

/** Starts both on free ports of 127.0.0.1; keys and kubeconfig are written below the folder. */
export async function startSandbox(options: { readonly folder: string }): Promise<Sandbox> {
  const [node, cluster] = await Promise.all([startDemoNode(options), startDemoCluster(options)]);
  return {
    nodes: [node.definition],
    clusters: [cluster.definition],
    samples,
    reset: () => {
      node.reset();
      cluster.reset();
    },
    close: async () => {
      await Promise.all([node.close(), cluster.close()]);
    },
  };
}

const samples: readonly Sample[] = [
  {
    title: { en: 'Pods get no network (cni0)', zh: 'Pod 没有网络（cni0）' },
    text: `E1120 21:41:32.516249     113 remote_runtime.go:116] RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = failed to setup network for sandbox "caa2c9742610268fdcee0d99ed6cd37d283aee8cc75f9a1c7fc308a43e100620": plugin type="bridge" failed (add): failed to set bridge addr: "cni0" already has an IP address different from 10.244.2.1/24`,
  },
  {
    title: { en: 'A namespace does not go away', zh: '命名空间删不掉' },
    text: `$ kubectl get ns demo-stuck
NAME         STATUS        AGE
demo-stuck   Terminating   8d
$ kubectl get ns demo-stuck -o yaml
  - message: 'Some content in the namespace has finalizers remaining: example.com/cleanup in 1 resource instances'
    reason: SomeFinalizersRemain
    type: NamespaceFinalizersRemaining`,
  },
  {
    title: { en: 'kube-proxy misses conntrack', zh: 'kube-proxy 缺少 conntrack' },
    text: `E1209 20:24:26.204991   14968 proxier.go:1689] Failed to delete stale service IP 10.96.0.2 connections, error: error deleting connection tracking state for UDP service IP: 10.96.0.2, error: error looking for path of conntrack: exec: "conntrack": executable file not found in $PATH`,
  },
];
