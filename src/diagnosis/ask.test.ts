import { describe, expect, it } from 'vitest';
import { createEngine } from './engine.ts';
import { knowledgeOf } from './small-knowledge.ts';

const same = (en: string, zh: string) => ({ en, zh });
const engine = createEngine(
  knowledgeOf(
    {
      id: 'cni/cni0-ip-conflict',
      title: same('The bridge cni0 holds an address of another pod range', 'cni0 网桥的地址不属于本节点的 Pod 网段'),
      summary: same(
        'The CNI bridge of this node still has the address of an earlier pod range. No new pod gets a network.',
        '本节点的 CNI 网桥仍保留着旧网段的地址，新 Pod 无法获得网络。',
      ),
      keywords: ['ContainerCreating', 'flannel', '网桥', '冲突'],
    },
    {
      id: 'lifecycle/namespace-terminating',
      title: same('A namespace stays in Terminating', '命名空间一直处于 Terminating'),
      summary: same('The namespace was deleted and waits for objects that carry finalizers.', '命名空间已被删除，但仍在等待带有 finalizer 的对象。'),
      keywords: ['stuck', 'finalizer', '删不掉', '卡住'],
    },
    {
      id: 'etcd/rejected-connection-eof',
      title: same('Somebody opens connections to etcd and closes them', '有程序连接 etcd 后立即断开'),
      summary: same(
        'A monitor or load balancer probes the port; the log fills with rejected connection EOF.',
        '监控或负载均衡在探测端口，日志中充满 rejected connection EOF。',
      ),
      causes: [{ id: 'probe', text: same('A health check that speaks no TLS', '不使用 TLS 的健康检查') }],
    },
    {
      id: 'kube-proxy/conntrack-missing',
      title: same('kube-proxy cannot find the program conntrack', 'kube-proxy 找不到 conntrack 程序'),
      summary: same('The package conntrack is not installed on the node; stale UDP entries stay.', '节点未安装 conntrack，过期的 UDP 连接条目无法清除。'),
      keywords: ['executable file not found'],
    },
  ),
);
const first = (question: string): string | undefined => engine.ask(question)[0]?.entry;

describe('a question', () => {
  it.each<[string, string]>([
    ['cni0', 'cni/cni0-ip-conflict'],
    ['why do my pods hang in ContainerCreating, is it the bridge?', 'cni/cni0-ip-conflict'],
    ['container creating after the bridge got another address', 'cni/cni0-ip-conflict'],
    ['网桥地址冲突怎么办', 'cni/cni0-ip-conflict'],
    ['namespace hangs, how to remove it', 'lifecycle/namespace-terminating'],
    ['NAMESPACES terminating forever', 'lifecycle/namespace-terminating'],
    ['名称空间无法删除', 'lifecycle/namespace-terminating'],
    ['命名空间卡住了', 'lifecycle/namespace-terminating'],
    ['ns 删不掉', 'lifecycle/namespace-terminating'],
    ['etcd rejects connections with EOF', 'etcd/rejected-connection-eof'],
    ['health checks of a loadbalancer without TLS', 'etcd/rejected-connection-eof'],
    ['kube-proxy conntrack not found', 'kube-proxy/conntrack-missing'],
    ['没有安装 conntrack', 'kube-proxy/conntrack-missing'],
  ])('%s', (question, entry) => {
    expect(first(question)).toBe(entry);
  });

  it.each<[string, string]>([
    ['namepsace terminatng', 'lifecycle/namespace-terminating'],
    ['contrack missing', 'kube-proxy/conntrack-missing'],
    ['finalizr', 'lifecycle/namespace-terminating'],
    ['rejectd conections', 'etcd/rejected-connection-eof'],
  ])('is understood with its typing errors: %s', (question, entry) => {
    expect(first(question)).toBe(entry);
  });

  it.each([
    '',
    '   ',
    'hello',
    'what is the weather today',
    '今天天气怎么样',
    'asdf qwer zxcv',
    'how do I bake bread',
    'my cat is stuck in a tree',
    '怎么做红烧肉',
    '?!…',
    '\uD800',
    'the the the',
  ])('that is about something else finds nothing: %j', (question) => {
    expect(engine.ask(question)).toEqual([]);
  });

  it('gets its answers best first, each scored between 0 and 1', () => {
    const answers = engine.ask('namespace terminating finalizer, kube-proxy conntrack, etcd connection EOF, cni0 bridge');
    expect(answers.length).toBeGreaterThan(2);
    expect(answers.every(({ score }, index) => score > 0 && score <= 1 && score <= (answers[index - 1]?.score ?? 1))).toBe(true);
  });

  it('may be as long as a book', () => {
    const began = performance.now();
    engine.ask('conntrack 网桥 '.repeat(100_000));
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
