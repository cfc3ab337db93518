/**
 * The types of the values that entries capture from a paste, ask of a person, and put into commands and requests.
 * A value is checked against its type before it comes near an argv, a URL path or an API field; none of the types
 * admits a leading `-`, white space, a quote, a control character or a character with a meaning to a shell.
 */
export type ValueType = keyof typeof valueTypes;

type Rule = { readonly max: number; readonly example: string; readonly accepts: (value: string) => boolean };

const pattern =
  (expression: RegExp) =>
  (value: string): boolean =>
    expression.test(value);

const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

// As `node:net` tells them, which would be loaded for nothing else in a command that is to answer at once.
function isIPv4(value: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(value) && URL.parse(`http://${value}/`)?.hostname === value;
}

function isIPv6(value: string): boolean {
  return /^[\da-fA-F:.]+$/.test(value) && URL.canParse(`http://[${value}]/`);
}

function isCidr(value: string): boolean {
  const [address = '', length = '', ...rest] = value.split('/');
  if (rest.length > 0 || !/^\d{1,3}$/.test(length)) return false;
  return (isIPv4(address) && Number(length) <= 32) || (isIPv6(address) && Number(length) <= 128);
}

function isIp(value: string): boolean {
  return isIPv4(value) || isIPv6(value);
}

function isPort(value: string): boolean {
  return /^[1-9]\d{0,4}$/.test(value) && Number(value) <= 65_535;
}

function isEndpoint(value: string): boolean {
  const at = value.lastIndexOf(':');
  if (at < 0 || !isPort(value.slice(at + 1))) return false;
  const host = value.slice(0, at);
  return isIp(host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host) || dnsSubdomain.test(host);
}

function isPath(value: string): boolean {
  return /^(\/[A-Za-z0-9_@%+=:,.-]+)+\/?$|^\/$/.test(value) && !value.split('/').some((part) => part === '..' || part === '.');
}

export const valueTypes = {
  /** A Linux network interface: at most 15 bytes, as the kernel allows (IFNAMSIZ). */
  interface: { max: 15, example: 'cni0', accepts: pattern(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}$/) },
  ip: { max: 45, example: '10.244.1.1', accepts: isIp },
  cidr: { max: 49, example: '10.244.1.1/24', accepts: isCidr },
  endpoint: { max: 260, example: '10.0.0.1:2379', accepts: isEndpoint },
  port: { max: 5, example: '2379', accepts: isPort },
  /** Ports as iptables' multiport takes them: at most 15, ranges with a colon. */
  'port-list': { max: 95, example: '80,443', accepts: (value) => value.split(',').length <= 15 && value.split(/[,:]/).every((port) => isPort(port)) },
  integer: { max: 18, example: '42', accepts: pattern(/^\d{1,18}$/) },
  /** A Kubernetes namespace: an RFC 1123 label. */
  namespace: { max: 63, example: 'kube-system', accepts: pattern(dnsLabel) },
  /** The name of most Kubernetes objects: an RFC 1123 subdomain. */
  name: { max: 253, example: 'web-7d4b9c', accepts: pattern(dnsSubdomain) },
  /** The name of a node as Kubernetes knows it. */
  node: { max: 253, example: 'worker-1', accepts: pattern(dnsSubdomain) },
  /** A resource as the API's paths name it: plural, with its group where it has one (`ingresses.networking.k8s.io`). */
  resource: { max: 253, example: 'configmaps', accepts: pattern(/^[a-z][a-z0-9]*(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/) },
  /** `v1`, `apps/v1`, `example.com/v1beta1`. */
  'api-version': { max: 253, example: 'apps/v1', accepts: pattern(/^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?v\d+((alpha|beta)\d+)?$/) },
  /** A finalizer: a qualified name (`example.com/cleanup`), or one of the old bare ones (`kubernetes`, `foregroundDeletion`). */
  finalizer: {
    max: 317,
    example: 'example.com/cleanup',
    accepts: pattern(/^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/),
  },
  /** An absolute path without `..`, spaces or characters that a shell reads. */
  path: { max: 1024, example: '/etc/cni/net.d', accepts: isPath },
  /** A systemd unit. */
  unit: { max: 255, example: 'kubelet.service', accepts: pattern(/^[A-Za-z0-9_][A-Za-z0-9_.@:-]*$/) },
  /** A container image reference. */
  image: { max: 512, example: 'registry.k8s.io/pause:3.9', accepts: pattern(/^[A-Za-z0-9][A-Za-z0-9._:/@-]*$/) },
  /** A UID or a hexadecimal id (a sandbox, an etcd member). */
  id: { max: 128, example: '8e9e05c52164694d', accepts: pattern(/^[A-Za-z0-9][A-Za-z0-9-]*$/) },
  /** One plain word: a program, a kernel module, a flag's value. */
  word: { max: 128, example: 'conntrack', accepts: pattern(/^[A-Za-z0-9_][A-Za-z0-9_.:+@-]*$/) },
} as const satisfies Readonly<Record<string, Rule>>;

export const valueTypeNames = Object.keys(valueTypes) as ValueType[];

export type CheckedValue = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly problem: string };

/**
 * Checks one value against its type. Nothing is trimmed, repaired or folded: what differs from the type in one
 * character is refused, and the answer names the type and shows an example.
 */
export function checkValue(type: ValueType, value: string): CheckedValue {
  const rule: Rule = valueTypes[type];
  if (value.length > 0 && value.length <= rule.max && rule.accepts(value)) return { ok: true, value };
  const shown = JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  return { ok: false, problem: `${shown} is not a value of type ${type} (for example ${rule.example})` };
}
