/**
 * The versions that a text states of Kubernetes and its components, and whether an entry is about them.
 */
import type { Entry } from '#knowledge/schema.ts';
import { isWithin } from '#knowledge/version-range.ts';
import type { WrongVersion } from './diagnosis.ts';

/** By component; several where nodes differ. */
export type Stated = ReadonlyMap<string, ReadonlySet<string>>;

const version = String.raw`(?<version>\d{1,3}\.\d{1,3}(?:\.\d{1,3})?)`;

const statements: readonly (readonly [component: string, statement: RegExp])[] = [
  // kubectl version, kubectl describe node, kubeadm; docker's own "Server Version" has no v
  ['kubernetes', new RegExp(String.raw`\b(?:Server|Kubernetes|Kubelet|Kube-Proxy) Version"?[:=]\s{0,24}"?v${version}`, 'gi')],
  ['kubernetes', new RegExp(String.raw`\bServer Version: version\.Info\{[^\n}]{0,300}?GitVersion:"v${version}`, 'g')],
  ['kubernetes', new RegExp(String.raw`\b(?:kubelet|kubernetes|kubeletVersion[=:])[ "]{1,2}v${version}`, 'gi')],
  // kubectl get nodes: NAME STATUS ROLES AGE VERSION
  ['kubernetes', new RegExp(String.raw`^[ \t]{0,8}[a-z0-9][a-z0-9.-]{0,252}[ \t]+(?:Not)?Ready\S{0,40}[ \t]+\S+[ \t]+\d\S*[ \t]+v${version}`, 'gm')],
  ['kubernetes', new RegExp(String.raw`/(?:kube-apiserver|kube-controller-manager|kube-scheduler|kube-proxy|hyperkube)(?:-[a-z0-9]+)?:v${version}`, 'g')],
  ['etcd', new RegExp(String.raw`\betcd Version: ${version}|"etcd-version":"${version.replace('<version>', '<other>')}"`, 'gi')],
  ['etcd', new RegExp(String.raw`/etcd(?:-[a-z0-9]+)?:v?${version}`, 'g')],
  [
    'harbor',
    new RegExp(String.raw`\bharbor(?:[_ -]?version)?[ "=:]{1,4}v?${version}|\bgoharbor/[\w-]{1,60}:v${version.replace('<version>', '<other>')}`, 'gi'),
  ],
  ['containerd', new RegExp(String.raw`\bcontainerd(?:://|(?: github\.com/containerd/containerd)? v?)${version}`, 'g')],
];

export function statedVersions(text: string): Stated {
  const stated = new Map<string, Set<string>>();
  for (const [component, statement] of statements) {
    for (const { groups } of text.matchAll(statement)) {
      const found = groups?.['version'] ?? groups?.['other'];
      if (found !== undefined) stated.set(component, (stated.get(component) ?? new Set()).add(found));
    }
  }
  return stated;
}

/** What the text states although the entry is not about it: none of the versions of a component is within the entry's range. */
export function wrongVersionOf(entry: Entry | undefined, stated: () => Stated): WrongVersion | undefined {
  const ranges = Object.entries(entry?.applies?.versions ?? {});
  if (ranges.length === 0) return undefined;
  for (const [component, applies] of ranges) {
    const versions = [...(stated().get(component) ?? [])];
    const [first] = versions;
    if (first !== undefined && !versions.some((one) => isWithin(one, applies))) return { component, applies, stated: first };
  }
  return undefined;
}
