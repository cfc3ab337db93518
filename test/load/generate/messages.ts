/**
 * Messages that the components of a cluster really print, as an author would write signatures for them; and a grammar that makes as
 * many more in the same style as are asked for. Patterns are in the syntax that RE2, Rust and JavaScript share.
 */
import type { ValueType } from '#knowledge/values.ts';
import type { Random } from './random.ts';
import { gerunds, nouns, reasons, states, things, verbs } from './words.ts';

export type Message = {
  readonly pattern: string;
  readonly captures: Readonly<Record<string, ValueType>>;
  /** The message with fresh values. */
  readonly says: (random: Random) => string;
};

const of = (pattern: string, captures: Message['captures'], says: Message['says'] | string): Message => ({
  pattern,
  captures,
  says: typeof says === 'string' ? () => says : says,
});
const plain = (says: string): Message => of(literally(says), {}, says);

/** The first one is what a storm repeats. */
export const realMessages: readonly Message[] = [
  of(
    String.raw`failed to set bridge addr: "(?<bridge>[\w.-]+)" already has an IP address different from (?<expected>\S+)`,
    { bridge: 'interface', expected: 'cidr' },
    (r) => `failed to set bridge addr: "cni${r.below(10)}" already has an IP address different from ${r.ip()}/24`,
  ),
  of(
    String.raw`failed to find plugin "(?<plugin>[^"]+)" in path \[(?<path>[^\]]+)\]`,
    { plugin: 'word', path: 'path' },
    (r) => `failed to find plugin "${r.pick(['calico', 'flannel', 'portmap'])}" in path [/opt/cni/bin]`,
  ),
  plain('open /run/flannel/subnet.env: no such file or directory'),
  of(String.raw`node "(?<node>[^"]+)" pod cidr not assigned`, { node: 'node' }, (r) => `node "worker-${r.below(12)}" pod cidr not assigned`),
  of(
    String.raw`exec: "(?<program>[^"]+)": executable file not found in \$PATH`,
    { program: 'word' },
    (r) => `exec: "${r.pick(['conntrack', 'socat', 'ipset'])}": executable file not found in $PATH`,
  ),
  plain('nf_conntrack: table full, dropping packet'),
  plain('arp_cache: neighbor table overflow'),
  of('Another app is currently holding the xtables lock', {}, (r) => `Another app is currently holding the xtables lock; still ${r.below(9)}s 0us time ahead`),
  of(
    String.raw`plugin/loop: Loop \((?<from>\S+) -> \S+\) detected for zone`,
    { from: 'endpoint' },
    (r) => `plugin/loop: Loop (127.0.0.1:${30_000 + r.below(30_000)} -> :1053) detected for zone "."`,
  ),
  of(
    'Nameserver limits were exceeded, some nameservers have been omitted',
    {},
    (r) => `Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver line is: ${r.ip()}`,
  ),
  of(
    String.raw`rejected connection from "(?<peer>[^"]+)" \(error "EOF", ServerName "[^"]*"\)`,
    { peer: 'endpoint' },
    (r) => `rejected connection from "${r.ip()}:${30_000 + r.below(30_000)}" (error "EOF", ServerName "")`,
  ),
  plain('remote error: tls: bad certificate'),
  plain('mvcc: database space exceeded'),
  of(
    String.raw`apply request took too long.*"took":"(?<took>[\d.]+m?s)"`,
    { took: 'word' },
    (r) => `apply request took too long","took":"${1 + r.below(9)}.${r.below(1000)}s"`,
  ),
  plain('prober found high clock drift'),
  of(
    String.raw`request cluster ID mismatch \(got (?<got>\S+) want (?<want>\S+)\)`,
    { got: 'id', want: 'id' },
    (r) => `request cluster ID mismatch (got ${r.hex(16)} want ${r.hex(16)})`,
  ),
  of('member (?<member>[0-9a-f]+) has already been bootstrapped', { member: 'id' }, (r) => `member ${r.hex(16)} has already been bootstrapped`),
  of(
    String.raw`The connection to the server (?<host>\S+) was refused`,
    { host: 'endpoint' },
    (r) => `The connection to the server ${r.ip()}:6443 was refused - did you specify the right host or port?`,
  ),
  of(
    'failed calling webhook "(?<webhook>[^"]+)"',
    { webhook: 'name' },
    (r) => `failed calling webhook "validate-${r.suffix(5)}.kyverno.svc": context deadline exceeded`,
  ),
  of(
    'admission webhook "(?<webhook>[^"]+)" denied the request',
    { webhook: 'name' },
    (r) => `admission webhook "policy-${r.suffix(5)}.example.com" denied the request: no limits set`,
  ),
  of(
    'no matches for kind "(?<kind>[^"]+)" in version "(?<version>[^"]+)"',
    { kind: 'word', version: 'api-version' },
    (r) => `no matches for kind "${r.pick(['Ingress', 'CronJob', 'PodSecurityPolicy'])}" in version "extensions/v1beta1"`,
  ),
  of(
    String.raw`exceeded quota: (?<quota>\S+), requested: \S+`,
    { quota: 'name' },
    (r) => `exceeded quota: compute-${r.suffix(5)}, requested: limits.cpu=${1 + r.below(9)}`,
  ),
  of(
    'x509: certificate has expired or is not yet valid',
    {},
    'x509: certificate has expired or is not yet valid: current time 2026-05-01T00:00:00Z is after 2026-04-01T00:00:00Z',
  ),
  plain('x509: certificate signed by unknown authority'),
  of(String.raw`x509: certificate is valid for .+, not (?<asked>\S+)`, { asked: 'ip' }, (r) => `x509: certificate is valid for 10.96.0.1, not ${r.ip()}`),
  of('running with swap on is not supported', {}, 'running with swap on is not supported, please disable swap!'),
  of(String.raw`unknown service runtime\.v1\.RuntimeService`, {}, 'rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService'),
  of(
    String.raw`PLEG is not healthy: pleg was last seen active (?<ago>\S+) ago`,
    { ago: 'word' },
    (r) => `PLEG is not healthy: pleg was last seen active ${3 + r.below(9)}m${r.below(60)}s ago; threshold is 3m0s`,
  ),
  of('orphaned pod "?(?<uid>[0-9a-f-]{36})"? found, but', { uid: 'id' }, (r) => `orphaned pod "${r.uuid()}" found, but volume paths are still present on disk`),
  of(
    String.raw`unregister_netdevice: waiting for (?<device>\S+) to become free`,
    { device: 'interface' },
    (r) => `unregister_netdevice: waiting for ${r.pick(['lo', 'eth0'])} to become free. Usage count = ${1 + r.below(3)}`,
  ),
  of(
    String.raw`watchdog: BUG: soft lockup - CPU#(?<cpu>\d+) stuck for (?<seconds>\d+)s`,
    { cpu: 'integer', seconds: 'integer' },
    (r) => `watchdog: BUG: soft lockup - CPU#${r.below(64)} stuck for ${20 + r.below(9)}s! [kworker/3:1:77]`,
  ),
  of(
    String.raw`Memory cgroup out of memory: Killed process (?<pid>\d+) \((?<program>[^)]+)\)`,
    { pid: 'integer', program: 'word' },
    (r) => `Memory cgroup out of memory: Killed process ${r.below(40_000)} (${r.pick(['java', 'node', 'python3'])}) total-vm:8123456kB`,
  ),
  of(
    String.raw`failed to reserve sandbox name "?(?<name>[^"\s]+)"?`,
    { name: 'word' },
    (r) => `failed to reserve sandbox name "web-${r.suffix(5)}_default_${r.uuid()}_0"`,
  ),
  of('failed to get sandbox image "(?<image>[^"]+)"', { image: 'image' }, 'failed to get sandbox image "registry.k8s.io/pause:3.9"'),
  of('OCI runtime create failed: .+', {}, 'OCI runtime create failed: runc create failed: unable to start container process'),
  of(
    String.raw`manifest for (?<image>\S+) not found: manifest unknown`,
    { image: 'image' },
    (r) => `manifest for nginx:${r.hex(7)} not found: manifest unknown: manifest unknown`,
  ),
  of('toomanyrequests: .+', {}, 'toomanyrequests: You have reached your pull rate limit'),
  plain('server gave HTTP response to HTTPS client'),
  of(
    'service "(?<service>[^"]+)" does not have any active Endpoint',
    { service: 'path' },
    (r) => `service "default/web-${r.suffix(5)}" does not have any active Endpoint`,
  ),
  of(
    String.raw`client intended to send too large body: (?<size>\d+) bytes`,
    { size: 'integer' },
    (r) => `client intended to send too large body: ${1_048_577 + r.below(1e6)} bytes`,
  ),
  of(String.raw`upstream timed out \(\d+: Operation timed out\)`, {}, 'upstream timed out (110: Operation timed out) while reading response header'),
  of('Readiness probe failed: .+', {}, (r) => `Readiness probe failed: HTTP probe failed with statuscode: ${500 + r.below(5)}`),
  of('calico/node is not ready: BIRD is not ready: .+', {}, (r) => `calico/node is not ready: BIRD is not ready: BGP not established with ${r.ip()}`),
  of('no space left on device', {}, (r) => `write /var/lib/kubelet/${r.hex(8)}: no space left on device`),
  of('read-only file system', {}, (r) => `mkdir /var/lib/${r.hex(8)}: read-only file system`),
  of(
    String.raw`MountVolume\.(?:SetUp|MountDevice) failed for volume "(?<volume>[^"]+)"`,
    { volume: 'name' },
    (r) => `MountVolume.SetUp failed for volume "pvc-${r.uuid()}" : rpc error`,
  ),
  of(
    'Multi-Attach error for volume "(?<volume>[^"]+)"',
    { volume: 'name' },
    (r) => `Multi-Attach error for volume "pvc-${r.uuid()}" Volume is already used by pod(s) web-0`,
  ),
  of(
    String.raw`(?<fit>\d+)/(?<nodes>\d+) nodes are available: .+`,
    { fit: 'integer', nodes: 'integer' },
    (r) => `0/${3 + r.below(9)} nodes are available: 3 Insufficient cpu, 3 node(s) had untolerated taint`,
  ),
  of(
    'could not find a JWS signature in the cluster-info ConfigMap for token ID "(?<token>[^"]+)"',
    { token: 'word' },
    (r) => `could not find a JWS signature in the cluster-info ConfigMap for token ID "${r.suffix(6)}"`,
  ),
  of(
    String.raw`cgroup driver: "(?<ours>\w+)" is different from docker cgroup driver: "(?<theirs>\w+)"`,
    { ours: 'word', theirs: 'word' },
    'kubelet cgroup driver: "systemd" is different from docker cgroup driver: "cgroupfs"',
  ),
];

/** A message of the grammar, and its longest fixed text, by which messages are told apart. */
export function inventMessage(random: Random): { readonly message: Message; readonly fixed: string } {
  const { pick } = random;
  const [verb, gerund, reason, state] = [pick(verbs), pick(gerunds), pick(reasons), pick(states)] as const;
  const [noun, other, thing, another] = [pick(nouns), pick(nouns), pick(things), pick(things)] as const;
  const name = (r: Random): string => `${r.pick(nouns)}-${r.suffix(5)}`;
  const version = (r: Random): string => `v1.${r.below(30)}.${r.below(9)}`;
  return pick<() => ReturnType<typeof inventMessage>>([
    () => around(`failed to ${verb} ${thing} `, String.raw`"?(?<name>[^"\s:]+)"?`, `: ${reason}`, 'name', (r) => `"${name(r)}"`),
    () => around(`${noun} `, String.raw`(?<name>\S+)`, ` ${state} (${thing}`, 'name', (r) => r.suffix(8)),
    () => around(`error ${gerund} ${thing} after `, String.raw`(?<count>\d+)`, ` attempts: ${reason}`, 'integer', (r) => `${r.below(60)}`),
    () => around(`${noun}: ${verb} of `, String.raw`(?<id>\S+)`, ` rejected: ${reason}`, 'id', (r) => r.uuid()),
    () => around(`cannot ${verb} `, String.raw`(?<object>\S+)`, `, ${thing} ${state}`, 'word', name),
    () => around(`${noun}/${other}: code=`, String.raw`(?<code>\d+)`, ` reason="${reason}"`, 'integer', (r) => `${400 + r.below(130)}`),
    () => around(`${gerund} ${thing} requires ${another} `, String.raw`(?<version>\S+)`, ', got ', 'word', version),
  ])();
}

function around(before: string, group: string, after: string, type: ValueType, value: (random: Random) => string): ReturnType<typeof inventMessage> {
  const captured = /\(\?<(\w+)>/.exec(group)?.[1] ?? '';
  return {
    message: of(literally(before) + group + literally(after), { [captured]: type }, (random) => before + value(random) + after),
    fixed: before.length < after.length ? after : before,
  };
}

function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
