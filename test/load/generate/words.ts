/** The vocabulary that generated signatures and near misses share. */
const verbList =
  'sync mount attach detach create delete update patch resolve dial renew rotate fetch pull start stop restart evict drain bind unbind allocate release reserve load unload apply decode encode parse validate verify sign issue revoke provision resize snapshot restore replicate elect join leave reconcile watch list register deregister probe configure program flush import export seal open close lock unlock acquire commit compact defragment migrate upgrade rollback scale schedule preempt admit mutate proxy forward route encapsulate decapsulate inspect enumerate initialize finalize teardown recover checkpoint';
const nounList =
  'bridge veth netns ipset iptables-chain ipvs-service conntrack-entry bgp-session route-table vxlan-device fdb-entry arp-entry cni-config ipam-block ip-pool node-lease pod-sandbox container-image image-layer snapshotter overlay-mount volume-attachment csi-socket storage-class persistent-volume pvc-binding secret-key configmap-key service-account token-request signing-key kubelet-cert peer-cert ca-bundle webhook-config apiservice crd-schema conversion-webhook etcd-member etcd-snapshot wal-segment raft-log leader-lease endpoint-slice ingress-rule tls-secret upstream-peer dns-zone stub-domain cgroup-slice cpuset hugepage-pool device-plugin gpu-partition numa-node inode-table journal-block thin-pool lvm-volume iscsi-session nfs-export ceph-osd rbd-image kafka-topic redis-slot postgres-slot vault-lease helm-release argo-app flux-source istio-proxy envoy-cluster cilium-identity bpf-map ebpf-program policy-rule network-policy security-group load-balancer target-group node-pool machine-set autoscaler-group taint-manager priority-class pod-budget job-index cron-schedule daemon-rollout replica-set stateful-ordinal finalizer-list owner-ref namespace-quota limit-range registry-mirror pull-secret manifest-list blob-upload';

export const verbs: readonly string[] = verbList.split(' ');
export const gerunds: readonly string[] = verbs.map((verb) => `${verb.replace(/e$/, '')}ing`);
/** With hyphens, as names have them. */
export const nouns: readonly string[] = nounList.split(' ');
/** As sentences have them. */
export const things: readonly string[] = nouns.map((noun) => noun.replaceAll('-', ' '));
export const reasons: readonly string[] = [
  'context deadline exceeded',
  'connection refused',
  'connection reset by peer',
  'no such file or directory',
  'permission denied',
  'operation not permitted',
  'device or resource busy',
  'resource temporarily unavailable',
  'input/output error',
  'broken pipe',
  'no route to host',
  'i/o timeout',
  'invalid argument',
  'object has been modified',
  'not found',
  'already exists',
  'forbidden',
  'unauthorized',
  'too many requests',
  'quota exceeded',
  'checksum mismatch',
  'version mismatch',
  'schema mismatch',
  'unexpected EOF',
  'stale NFS file handle',
  'transport is closing',
  'leader changed',
  'lease expired',
  'no healthy upstream',
  'handshake failure',
  'bad magic number',
  'out of range',
  'unsupported protocol',
  'address already in use',
  'cannot allocate memory',
  'key is malformed',
  'cycle detected',
  'hash collision',
  'queue overflow',
  'quorum not reached',
];
export const states: readonly string[] = [
  'is stuck in terminating',
  'never became ready',
  'has diverged from spec',
  'is owned by another controller',
  'was garbage collected',
  'lost its backing device',
  'has no healthy replicas',
  'is not writable',
  'exceeded its retry budget',
  'reports a stale generation',
  'is pinned to a missing node',
  'has an empty selector',
  'refers to a deleted secret',
  'violates its disruption budget',
  'is missing a required label',
  'has a dangling finalizer',
  'shows split brain',
  'fell behind the leader',
  'is waiting for a predecessor',
  'was fenced by the cluster',
];
