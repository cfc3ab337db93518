/**
 * Who says it, and how gravely: the same words prove more from the component that an entry is about than from an application, and
 * less where the line itself says that all is well.
 */
import type { Entry } from '#knowledge/schema.ts';
import { type Clue, recordIn } from './collect.ts';
import type { Severity } from './record.ts';

/** `own`: the component that the entry is about; `platform`: another part of the cluster; `unknown` also where the entry is about none. */
export type Speaker = 'own' | 'platform' | 'application' | 'unknown';

export type Witness = {
  readonly clue: Clue;
  readonly speaker: Speaker;
  readonly component: string | undefined;
  readonly severity: Severity | undefined;
};

export function witnessOf(clue: Clue, entry: Entry | undefined): Witness {
  const { component, severity } = recordIn(clue.first);
  return { clue, component, severity, speaker: entry === undefined ? 'unknown' : speakerOf(component, entry, clue.signature.component) };
}

/** Proves less than its words: an application says it, or the line is no warning. */
export function isWeak({ speaker, severity }: Witness): boolean {
  return speaker === 'application' || severity === 'info';
}

/** What a cluster is made of, by how its parts are named; an event's source counts as one. */
const platform =
  /^(?:kube|k8s|controller-runtime|cri|containerd|docker|runc|etcd|coredns|calico|felix|bird|confd|cilium|flannel|cni|csi|ingress|nginx|metrics-server|cert-manager|cluster-autoscaler|kernel|systemd|networkmanager|harbor|helm|ipam|aws-node|default-scheduler)|-(?:controller|scheduler|operator|provisioner|attacher|autoscaler)$/;

function speakerOf(component: string | undefined, entry: Entry, named: string | undefined): Speaker {
  const about = entry.applies?.component;
  if (component === undefined || (about === undefined && named === undefined)) return 'unknown';
  const system = entry.id.slice(0, entry.id.indexOf('/'));
  if (component === about || component === named || component === system || component.startsWith(`${system}-`)) return 'own';
  return platform.test(component) ? 'platform' : 'application';
}
