/** Lines as the components of a cluster print them: everyday ones, trouble that no signature knows, and lines with a given message. */
import type { Random } from './random.ts';
import { gerunds, nouns, reasons, states, things, verbs } from './words.ts';

export type Lines = {
  readonly everyday: () => string;
  /** In the words that signatures use, and none of their sentences. */
  readonly nearMiss: () => string;
  readonly saying: (message: string) => string;
};

const applications = ['web', 'api', 'cart', 'payments', 'search', 'ingest', 'kafka', 'redis', 'postgres', 'coredns', 'calico-node', 'kube-proxy', 'loki'];
const namespaces = ['default', 'kube-system', 'payments', 'monitoring', 'argocd', 'ingress-nginx', 'data', 'istio-system'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const callers = [
  'reconciler_common.go:231',
  'kubelet.go:2206',
  'pod_workers.go:1298',
  'status_manager.go:809',
  'prober.go:107',
  'proxier.go:862',
  'reflector.go:351',
];

export function createLines(random: Random): Lines {
  const { below, pick, hex, suffix, uuid, ip } = random;
  const pods = Array.from({ length: 400 }, () => `${pick(applications)}-${suffix(10)}-${suffix(5)}`);
  const two = (value: number): string => String(value).padStart(2, '0');
  const pid = (): number => 1000 + below(9000);
  const pod = (): string => `${pick(namespaces)}/${pick(pods)}`;
  const millis = (): string => `${100 + below(400)}.${below(1000)}ms`;

  let clock = Date.UTC(2026, 4, 11, 3);
  /** The next line's time, in the notations of those that print it. */
  const tick = () => {
    clock += below(40);
    const at = new Date(clock);
    const iso = at.toISOString();
    const month = months[at.getUTCMonth()] ?? '';
    const time = iso.slice(11, 19);
    return {
      iso,
      klog: `${two(at.getUTCMonth() + 1)}${two(at.getUTCDate())} ${iso.slice(11, 23)}${below(1000).toString().padStart(3, '0')}`,
      journal: `${month} ${two(at.getUTCDate())} ${time} worker-${below(12)}`,
      access: `${two(at.getUTCDate())}/${month}/2026:${time} +0000`,
      containerd: `${iso.slice(0, 19)}.${hex(9)}Z`,
    };
  };
  type Time = ReturnType<typeof tick>;
  const klog = (level: string, t: Time): string => `${level}${t.klog}    ${pid()} ${pick(callers)}]`;
  const kubelet = (level: string, t: Time): string => `${t.journal} kubelet[${pid()}]: ${klog(level, t)}`;
  const containerd = (level: string, t: Time): string => `${t.journal} containerd[${pid()}]: time="${t.containerd}" level=${level}`;

  const everyday: readonly ((t: Time) => string)[] = [
    (t) =>
      String.raw`${klog('I', t)} "operationExecutor.VerifyControllerAttachedVolume started for volume \"${pick(['config', 'kube-api-access', 'data'])}-${suffix(5)}\" (UniqueName: \"kubernetes.io/projected/${uuid()}\") pod \"${pick(pods)}\" (UID: \"${uuid()}\") " pod="${pod()}"`,
    (t) => `${klog('I', t)} "SyncLoop (PLEG): event for pod" pod="${pod()}" event={"ID":"${uuid()}","Type":"ContainerStarted","Data":"${hex(64)}"}`,
    (t) => `${kubelet('I', t)} "Observed pod startup duration" pod="${pod()}" podStartSLOduration=${below(30)}.${below(1e9)} observedRunningTime="${t.iso}"`,
    (t) => String.raw`${containerd('info', t)} msg="StartContainer for \"${hex(64)}\" returns successfully"`,
    (t) =>
      String.raw`${containerd('info', t)} msg="PullImage \"registry.example.com/${pick(applications)}:${hex(7)}\" returns image reference \"sha256:${hex(64)}\""`,
    (t) =>
      `{"level":"info","ts":"${t.iso}","caller":"traceutil/trace.go:171","msg":"trace[${below(2e9)}] transaction","detail":"{read_only:false; response_revision:${below(9e7)}; number_of_response:1; }","duration":"${millis()}","start":"${t.iso}"}`,
    (t) =>
      `{"level":"info","ts":"${t.iso}","caller":"mvcc/kvstore_compaction.go:66","msg":"finished scheduled compaction","compact-revision":${below(9e7)},"took":"${millis()}","hash":${below(4e9)}}`,
    (t) =>
      `${ip()} - - [${t.access}] "${pick(['GET', 'POST', 'PUT'])} /api/v1/${pick(['orders', 'carts', 'items', 'users'])}/${below(1e6)}?trace=${hex(16)} HTTP/1.1" ${pick([200, 200, 200, 201, 204, 304, 404])} ${below(90_000)} "-" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36" ${below(2000)} 0.${below(1000)} [${pick(namespaces)}-web-80] [] ${ip()}:8080 ${below(9000)} 0.0${below(99)} 200 ${hex(32)}`,
    () =>
      `[INFO] ${ip()}:${30_000 + below(30_000)} - ${below(65_535)} "A IN ${pick(applications)}.${pick(namespaces)}.svc.cluster.local. udp ${40 + below(60)} false 512" NOERROR qr,aa,rd ${100 + below(200)} 0.000${below(1e6)}s`,
    (t) =>
      `${t.iso} stdout F {"time":"${t.iso}","severity":"INFO","logger":"com.example.${pick(['orders', 'carts', 'payments'])}.${pick(['Handler', 'Repository', 'Consumer'])}","thread":"http-nio-8080-exec-${below(200)}","traceId":"${hex(32)}","message":"processed request id=${uuid()} in ${below(400)} ms"}`,
    (t) => `${t.journal} kernel: [${below(9e6)}.${below(1e6)}] IPv4: martian source ${ip()} from ${ip()}, on dev cali${hex(11)}`,
    (t) =>
      `${t.iso} [INFO][${below(90)}] felix/summary.go 100: Summarising ${5 + below(20)} dataplane reconciliation loops over 1m${below(9)}.${below(9)}s: avg=${below(30)}ms longest=${below(300)}ms (resync-ipsets-v4,resync-nat-v4)`,
    (t) =>
      `${klog('I', t)} "Starting to sync ${pick(things)}" ${pick(nouns)}="${pick(namespaces)}/${suffix(9)}" generation=${below(90)} resourceVersion="${below(9e8)}"`,
    (t) => `${t.journal} systemd[1]: run-containerd-io.containerd.runtime.v2.task-k8s.io-${hex(64)}-rootfs.mount: Deactivated successfully.`,
  ];

  const nearMisses: readonly ((t: Time) => string)[] = [
    (t) => `${klog('W', t)} failed to ${pick(verbs)} ${pick(nouns)} ${suffix(6)}, will retry: rpc error: code = Unavailable desc = ${pick(reasons)}`,
    (t) => `${klog('E', t)} "Error ${pick(gerunds)} ${pick(things)}" err="${pick(reasons)}" pod="${pod()}"`,
    (t) =>
      String.raw`${containerd('error', t)} msg="failed to handle event" error="failed to ${pick(verbs)} ${pick(things)} \"${hex(12)}\" in namespace k8s.io: ${pick(reasons)}"`,
    (t) =>
      String.raw`{"level":"warn","ts":"${t.iso}","caller":"etcdserver/util.go:170","msg":"slow request","took":"${millis()}","expected-duration":"100ms","prefix":"read-only range ","request":"key:\"/registry/${pick(nouns)}/${pick(namespaces)}\" ","response":"range_response_count:${below(9)} size:${below(9000)}","error":"${pick(reasons)}"}`,
    (t) => `${t.iso} stderr F ERROR ${pick(nouns)} ${suffix(7)} ${pick(states)}; next retry in ${below(60)}s`,
    (t) =>
      `${klog('W', t)} watch of *v1.${pick(['Pod', 'Secret', 'EndpointSlice'])} ended with: an error on the server ("unable to decode an event from the watch stream: ${pick(reasons)}") has prevented the request from succeeding`,
  ];

  const heads: readonly ((t: Time) => string)[] = [
    (t) => `${klog('E', t)} `,
    (t) => `${kubelet('E', t)} "Error syncing pod, skipping" err="`,
    (t) => `${t.iso} stderr F `,
  ];
  return {
    everyday: () => pick(everyday)(tick()),
    nearMiss: () => pick(nearMisses)(tick()),
    saying: (message) => pick(heads)(tick()) + message,
  };
}
