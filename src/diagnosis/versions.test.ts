import { describe, expect, it } from 'vitest';
import { createEngine } from './engine.ts';
import { knowledgeOf } from './small-knowledge.ts';
import { statedVersions } from './versions.ts';

const stated = (text: string): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries([...statedVersions(text)].map(([component, versions]) => [component, [...versions]]));

describe('the versions that a text states', () => {
  it.each<[string, string, Readonly<Record<string, readonly string[]>>]>([
    ['kubectl version', 'Client Version: v1.31.0\nKustomize Version: v5.4.2\nServer Version: v1.18.20', { kubernetes: ['1.18.20'] }],
    [
      'kubectl version of old',
      'Client Version: version.Info{Major:"1", Minor:"22", GitVersion:"v1.22.2"}\nServer Version: version.Info{Major:"1", Minor:"18", GitVersion:"v1.18.20", GitCommit:"1f3e19b"}',
      { kubernetes: ['1.18.20'] },
    ],
    ['kubectl describe node', '  Kubelet Version:            v1.31.2\n  Kube-Proxy Version:         v1.31.2', { kubernetes: ['1.31.2'] }],
    [
      'kubectl get nodes',
      'NAME       STATUS     ROLES           AGE    VERSION\nmaster-1   Ready      control-plane   5d2h   v1.31.2\nworker-1   NotReady,SchedulingDisabled   <none>   5d   v1.30.1',
      { kubernetes: ['1.31.2', '1.30.1'] },
    ],
    ['the kubelet', 'I1120 10:22:01.551234 1 server.go:467] "Kubelet version" kubeletVersion="v1.29.4"', { kubernetes: ['1.29.4'] }],
    ['a person', 'since the upgrade to kubelet v1.24.1 nothing works', { kubernetes: ['1.24.1'] }],
    ['kubeadm', '[init] Using Kubernetes version: v1.28.0', { kubernetes: ['1.28.0'] }],
    ['an image', 'Pulling image "registry.k8s.io/kube-apiserver:v1.27.3"', { kubernetes: ['1.27.3'] }],
    ['etcd', 'etcd Version: 3.4.13\nGit SHA: ae9734ed2', { etcd: ['3.4.13'] }],
    ['etcd as JSON', '{"level":"info","msg":"starting","etcd-version":"3.5.9"}', { etcd: ['3.5.9'] }],
    ['harbor', 'harbor v1.9.0, three instances', { harbor: ['1.9.0'] }],
    ['an image of harbor', 'goharbor/harbor-core:v1.10.1', { harbor: ['1.10.1'] }],
    ['a runtime', 'CONTAINER-RUNTIME containerd://1.6.8', { containerd: ['1.6.8'] }],
    ['docker, which is none of them', 'Server Version: 20.10.7\n10.244.1.3 v2', {}],
  ])('%s', (_, text, versions) => expect(stated(text)).toEqual(versions));
});

describe('an entry about certain versions', () => {
  const engine = createEngine(
    knowledgeOf({
      id: 'kubelet/dockershim',
      applies: { component: 'kubelet', versions: { kubernetes: '<1.24' } },
      signatures: [{ id: 'said', pattern: 'dockershim is not healthy', strength: 'conclusive' }],
    }),
  );
  const fault = 'dockershim is not healthy';

  it('is no more than possible where the text states another, and says why', async () => {
    const { matches, speaks } = await engine.diagnose(`Server Version: v1.31.2\n${fault}`);
    expect(matches[0]?.wrongVersion).toEqual({ component: 'kubernetes', applies: '<1.24', stated: '1.31.2' });
    expect(matches[0]?.confidence).toBeLessThan(0.6);
    expect(speaks).toBe(false);
  });

  it.each([
    ['states one of them', `Server Version: v1.18.20\n${fault}`],
    ['states none', fault],
    ['states one of them beside another', `a Ready <none> 5d v1.31.2\nb Ready <none> 5d v1.23.1\n${fault}`],
    ['states that of something else', `etcd Version: 3.5.9\n${fault}`],
  ])('is as sure as ever where the text %s', async (_, text) => {
    const { matches, speaks } = await engine.diagnose(text);
    expect(matches[0]).not.toHaveProperty('wrongVersion');
    expect(speaks).toBe(true);
  });

  it('learns the version from a stream as from a text, whoever writes into its parts again', async () => {
    async function* parts(): AsyncGenerator<Uint8Array> {
      const shared = Buffer.alloc(8);
      const whole = Buffer.from(`Server Version: v1.31.2\n${fault}\n`);
      for (let at = 0; at < whole.length; at += shared.length) yield shared.subarray(0, whole.copy(shared, 0, at, at + shared.length));
    }
    expect((await engine.diagnose(parts())).matches[0]?.wrongVersion?.stated).toBe('1.31.2');
    expect((await engine.diagnose(Buffer.from(`Server Version: v1.31.2\n${fault}`))).matches[0]?.wrongVersion?.stated).toBe('1.31.2');
  });
});
