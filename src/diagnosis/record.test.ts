import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asPasted } from './normalise.ts';
import { componentOf } from './prefix.ts';
import { type LogRecord, recordOf } from './record.ts';

/** What a record tells; what it leaves out is undefined. */
function told(line: string): Partial<LogRecord> {
  return Object.fromEntries(Object.entries(recordOf(line)).filter(([, value]) => value !== undefined));
}

const lines: readonly (readonly [string, Partial<LogRecord>])[] = [
  // klog, alone and within what ships it
  [
    'E1120 10:22:01.551234       1 reflector.go:436] vendor/k8s.io/client-go/informers/factory.go:134: Failed to watch *v1.Node',
    { severity: 'error', time: '1120 10:22:01.551234', message: 'vendor/k8s.io/client-go/informers/factory.go:134: Failed to watch *v1.Node' },
  ],
  ['I0312 08:01:59.000123   12345 kubelet.go:2184] "SyncLoop (PLEG)"', { severity: 'info', time: '0312 08:01:59.000123', message: '"SyncLoop (PLEG)"' }],
  ['W0806 23:11:00.010101 1 warnings.go:70] policy/v1beta1', { severity: 'warning', time: '0806 23:11:00.010101', message: 'policy/v1beta1' }],
  [
    'F0806 23:11:00.010101   912 server.go:274] failed to run Kubelet: running with swap on is not supported',
    { severity: 'fatal', time: '0806 23:11:00.010101', message: 'failed to run Kubelet: running with swap on is not supported' },
  ],
  [
    'Nov 20 10:22:01 worker-1 kubelet[123]: E1120 10:22:01.551234     123 kubelet.go:2347] Container runtime network not ready',
    { severity: 'error', time: 'Nov 20 10:22:01', component: 'kubelet', message: 'Container runtime network not ready' },
  ],
  [
    '2026-11-20T10:22:01.551234567Z stderr F E1120 10:22:01.551234       1 leaderelection.go:330] error retrieving resource lock',
    { severity: 'error', time: '2026-11-20T10:22:01.551234567Z', message: 'error retrieving resource lock' },
  ],
  [
    '[pod/kube-proxy-x7k2p/kube-proxy] E1120 10:22:01.551234       1 proxier.go:1] Failed to execute iptables-restore',
    { severity: 'error', time: '1120 10:22:01.551234', component: 'kube-proxy', object: 'pod/kube-proxy-x7k2p', message: 'Failed to execute iptables-restore' },
  ],
  [
    '[pod/coredns-7d4b9c6f5-abcde/coredns] [ERROR] plugin/errors: 2 example.com. A: read udp: i/o timeout',
    { severity: 'error', component: 'coredns', object: 'pod/coredns-7d4b9c6f5-abcde', message: 'plugin/errors: 2 example.com. A: read udp: i/o timeout' },
  ],
  // journald and syslog
  ['Nov  2 03:04:05 node-2 sshd[99]: Accepted publickey for core', { time: 'Nov  2 03:04:05', component: 'sshd', message: 'Accepted publickey for core' }],
  ['Nov 20 10:22:01 worker-1 systemd[1]: kubelet.service: Failed', { time: 'Nov 20 10:22:01', message: 'kubelet.service: Failed' }],
  [
    '2026-11-20T10:22:01+0800 worker-1 containerd[800]: time="2026-11-20T10:22:01.1+08:00" level=error msg="RunPodSandbox failed" error="no such file"',
    { time: '2026-11-20T10:22:01+0800', severity: 'error', component: 'containerd', message: 'RunPodSandbox failed: no such file' },
  ],
  [
    'Nov 20 10:22:01 worker-1 dockerd[44]: time="2026-11-20T10:22:01.1Z" level=warning msg="Health check failed"',
    { time: 'Nov 20 10:22:01', severity: 'warning', message: 'Health check failed' },
  ],
  // the kernel
  [
    '[12345.678901] Out of memory: Killed process 4242 (java)',
    { time: '12345.678901', component: 'kernel', message: 'Out of memory: Killed process 4242 (java)' },
  ],
  ['[    3.141592] eth0: renamed', { time: '3.141592', component: 'kernel', message: 'eth0: renamed' }],
  [
    '[Fri Nov 20 10:22:01 2026] nf_conntrack: table full, dropping packet',
    { time: 'Fri Nov 20 10:22:01 2026', component: 'kernel', message: 'nf_conntrack: table full, dropping packet' },
  ],
  [
    'Nov 20 10:22:01 worker-1 kernel: [99.000001] oom-kill:constraint=CONSTRAINT_MEMCG',
    { time: 'Nov 20 10:22:01', component: 'kernel', message: 'oom-kill:constraint=CONSTRAINT_MEMCG' },
  ],
  // the container runtime interface, and docker's files
  ['2026-11-20T10:22:01.000000001+08:00 stdout F listening on :8080', { time: '2026-11-20T10:22:01.000000001+08:00', message: 'listening on :8080' }],
  [
    String.raw`{"log":"time=\"2026-11-20T10:22:01Z\" level=fatal msg=\"cannot start\"\n","stream":"stderr","time":"2026-11-20T10:22:02.5Z"}`,
    { time: '2026-11-20T10:22:02.5Z', severity: 'fatal', message: 'cannot start' },
  ],
  [
    String.raw`{"log":"E1120 10:22:01.551234       1 main.go:9] no\n","stream":"stderr","time":"2026-11-20T10:22:02.5Z"}`,
    { time: '2026-11-20T10:22:02.5Z', severity: 'error', message: 'no' },
  ],
  ['web-1  | ERROR: relation "users" does not exist', { severity: 'error', message: 'relation "users" does not exist' }],
  // zap, zerolog, logrus as JSON
  [
    '{"level":"warn","ts":"2026-11-20T10:22:01.123Z","caller":"etcdserver/util.go:170","msg":"apply request took too long","took":"1.2s"}',
    { severity: 'warning', time: '2026-11-20T10:22:01.123Z', component: 'etcd', message: 'apply request took too long' },
  ],
  [
    '{"level":"error","ts":1700475721.5,"logger":"controller-runtime.source","msg":"if kind is a CRD","error":"no matches for kind \\"X\\""}',
    { severity: 'error', time: '2023-11-20T10:22:01.500Z', component: 'controller-runtime.source', message: 'if kind is a CRD: no matches for kind "X"' },
  ],
  ['{"level":"dpanic","msg":"odd number of arguments"}', { severity: 'fatal', message: 'odd number of arguments' }],
  [
    '{"severity":"ERROR","timestamp":"2026-11-20T10:22:01Z","message":"x509: certificate has expired"}',
    { severity: 'error', time: '2026-11-20T10:22:01Z', message: 'x509: certificate has expired' },
  ],
  ['{"kind":"Pod","metadata":{}}', { message: '{"kind":"Pod","metadata":{}}' }],
  // logfmt
  [
    'time="2026-11-20T10:22:01Z" level=warning msg="BPF program is too large" subsys=datapath-loader',
    { time: '2026-11-20T10:22:01Z', severity: 'warning', message: 'BPF program is too large' },
  ],
  [
    'ts=2026-11-20T10:22:01.000Z caller=main.go:1 level=info msg=done err="a \\"quoted\\" one"',
    { time: '2026-11-20T10:22:01.000Z', severity: 'info', message: 'done: a "quoted" one' },
  ],
  ['level=error ts=2026-11-20T10:22:01Z err=EOF', { severity: 'error', time: '2026-11-20T10:22:01Z', message: 'EOF' }],
  // etcd before 3.5
  [
    '2020-11-20 10:22:01.342566 W | etcdserver: read-only range request took too long',
    { time: '2020-11-20 10:22:01.342566', severity: 'warning', component: 'etcd', message: 'read-only range request took too long' },
  ],
  [
    '2020-11-20 10:22:01.342566 C | etcdmain: member count is unequal',
    { time: '2020-11-20 10:22:01.342566', severity: 'fatal', component: 'etcd', message: 'member count is unequal' },
  ],
  [
    '2020-11-20 10:22:01.342566 I | embed: rejected connection from "10.0.0.1:23"',
    { time: '2020-11-20 10:22:01.342566', severity: 'info', component: 'etcd', message: 'rejected connection from "10.0.0.1:23"' },
  ],
  // nginx, Go's own log, calico, coredns
  [
    '2026/11/20 10:22:01 [error] 31#31: *1 connect() failed (111: Connection refused) while connecting to upstream',
    {
      time: '2026/11/20 10:22:01',
      severity: 'error',
      component: 'nginx',
      message: 'connect() failed (111: Connection refused) while connecting to upstream',
    },
  ],
  [
    '2026/11/20 10:22:01 http: TLS handshake error from 10.0.0.1:1: EOF',
    { time: '2026/11/20 10:22:01', message: 'http: TLS handshake error from 10.0.0.1:1: EOF' },
  ],
  [
    '2026-11-20 10:22:01.123 [WARNING][57] felix/route_table.go 1072: Failed to access interface',
    { time: '2026-11-20 10:22:01.123', severity: 'warning', component: 'calico-node', message: 'route_table.go 1072: Failed to access interface' },
  ],
  [
    '[FATAL] plugin/loop: Loop (127.0.0.1:1 -> :53) detected for zone "."',
    { severity: 'fatal', message: 'plugin/loop: Loop (127.0.0.1:1 -> :53) detected for zone "."' },
  ],
  // Java and Python
  ['2026-11-20 10:22:01,123 ERROR [main] Could not connect', { time: '2026-11-20 10:22:01,123', severity: 'error', message: 'Could not connect' }],
  [
    '2026-11-20 10:22:01.123  WARN 1 --- [nio-8080-exec-1] c.example.Orders : slow',
    { time: '2026-11-20 10:22:01.123', severity: 'warning', message: 'c.example.Orders : slow' },
  ],
  ['2026-11-20 10:22:01,123 - root - CRITICAL - no disk', { time: '2026-11-20 10:22:01,123', severity: 'fatal', message: 'no disk' }],
  ['ERROR:django.request:Internal Server Error', { severity: 'error', message: 'Internal Server Error' }],
  // events
  [
    '  Warning  FailedMount  3m (x12 over 20m)  kubelet  MountVolume.SetUp failed for volume "data"',
    {
      severity: 'warning',
      time: '3m',
      count: 12,
      since: '20m',
      component: 'kubelet',
      message: 'MountVolume.SetUp failed for volume "data"',
    },
  ],
  [
    '  Normal   Scheduled    <unknown>  default-scheduler  Successfully assigned shop/web-0 to worker-1',
    { severity: 'info', component: 'default-scheduler', message: 'Successfully assigned shop/web-0 to worker-1' },
  ],
  [
    'Warning FailedCreatePodSandBox 10s kubelet, worker-1 Failed to create pod sandbox',
    { severity: 'warning', time: '10s', component: 'kubelet', message: 'Failed to create pod sandbox' },
  ],
  [
    '  20m\t\t3m\t\t12\t{kubelet worker-1}\tspec.containers{web}\tWarning\tBackOff\tBack-off restarting',
    { severity: 'warning', time: '3m', since: '20m', count: 12, component: 'kubelet', message: 'Back-off restarting' },
  ],
  [
    '3m12s       Warning   BackOff             pod/web-0        Back-off restarting failed container',
    { severity: 'warning', time: '3m12s', object: 'pod/web-0', message: 'Back-off restarting failed container' },
  ],
  [
    'shop   2m5s (x3 over 7m)   Warning   Unhealthy   pod/web-0   Liveness probe failed',
    { severity: 'warning', time: '2m5s', count: 3, since: '7m', object: 'pod/web-0', message: 'Liveness probe failed' },
  ],
  // rows of tables
  [
    'shop   web-7d4b9c6f5-abcde   0/1   CrashLoopBackOff   12 (3m ago)   5h',
    { object: 'pod/web-7d4b9c6f5-abcde', message: 'shop   web-7d4b9c6f5-abcde   0/1   CrashLoopBackOff   12 (3m ago)   5h' },
  ],
  ['worker-1   NotReady   <none>   5d2h   v1.31.2', { object: 'node/worker-1', message: 'worker-1   NotReady   <none>   5d2h   v1.31.2' }],
  // nothing that is known
  ['NAME   READY   STATUS   RESTARTS   AGE', { message: 'NAME   READY   STATUS   RESTARTS   AGE' }],
  ['> level=error msg="quoted in a mail"', { severity: 'error', message: 'quoted in a mail' }],
  ['\u001B[31mE1120 10:22:01.551234 1 a.go:1]\u001B[0m coloured', { severity: 'error', time: '1120 10:22:01.551234', message: 'coloured' }],
  ['', { message: '' }],
];

describe('a line as a record', () => {
  it.each(lines)('%s', (line, record) => expect(told(line)).toEqual(record));

  it('has the component that the prefixes name', () => {
    for (const [line] of lines) {
      const named = componentOf(asPasted(line));
      if (named !== undefined) expect(recordOf(line).component, line).toBe(named);
    }
  });

  it('ends for whatever is pasted, with a message that is part of it or an unescaped value', () => {
    const piece = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...lines.map(([line]) => line), '"msg":"', '\\', 'level=', '(x', ' over '));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const record = recordOf(pieces.join(''));
        expect(typeof record.message).toBe('string');
        expect(record.count ?? 1).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 500 },
    );
  });
});
