/**
 * Replies that between them use every kind of block, for the golden tests of all faces.
 */
import { answers } from '#language/answers.ts';
import type { Reply } from '#commands/reply.ts';
import type { EntryId, IncidentId, PlanId } from '#knowledge/ids.ts';
import { same } from '#language/text.ts';

const incident = 'h4k7m2q9c5x8b3n6w1z0d7f4ga' as IncidentId;
const entry = 'cni/cni0-ip-conflict' as EntryId;
const plan = 'p9w3t6y1r8s5v2j0l7k4m1n8ca' as PlanId;
const hash = 'sha256:5f2c1d0e9b8a7f6e5d4c3b2a1f0e9d8c7b6a5f4e3d2c1b0a9f8e7d6c5b4a3f2e';
const line = 'failed to set up sandbox container "8e9e05c5": "cni0" already has an IP address different from 10.244.1.1/24';
const marked = '"cni0" already has an IP address different from 10.244.1.1/24';

/** A diagnosis with its proof, one finding of each verdict, and its buttons. */
const diagnosis: Reply = {
  summary: { en: 'cni0 has another address than the node was given (high)', zh: 'cni0 的地址与分配给该节点的不同（高）' },
  blocks: [
    {
      kind: 'heading',
      text: { en: 'cni0 has another address than the node was given', zh: 'cni0 的地址与分配给该节点的不同' },
      tag: { text: { en: 'high', zh: '高' }, tone: 'bad' },
    },
    {
      kind: 'text',
      text: {
        en: 'The bridge `cni0` still bears an address of an earlier pod network. New pods on this node do not start.',
        zh: '网桥 `cni0` 仍带有旧 Pod 网络的地址。该节点上的新 Pod 无法启动。',
      },
    },
    {
      kind: 'evidence',
      lines: [
        {
          signature: 'bridge-address-differs',
          line: 3,
          text: line,
          mark: { from: line.indexOf(marked), to: line.length },
          columns: { from: line.indexOf(marked) + 1, to: line.length + 1 },
          repeats: 311,
          span: { first: 'Nov 20 10:02:01', last: 'Nov 20 10:41:59' },
        },
        { signature: 'sandbox', line: 7, text: '<!channel> FailedCreatePodSandBox & <https://example.com|click>', mark: { from: 11, to: 32 }, repeats: 0 },
      ],
    },
    {
      kind: 'facts',
      facts: [
        { label: { en: 'Node', zh: '节点' }, value: 'worker-1' },
        { label: { en: 'Expected', zh: '应为' }, value: '10.244.1.1/24' },
        { label: { en: 'Confidence', zh: '可信度' }, value: { en: 'certain', zh: '确定' } },
      ],
    },
    {
      kind: 'list',
      title: { en: 'Causes', zh: '原因' },
      ordered: true,
      items: [
        { text: { en: 'The node was reset without deleting the bridge.', zh: '节点被重置，但网桥未删除。' } },
        { text: { en: 'Another network plugin ran here before.', zh: '此前运行过另一种网络插件。' }, detail: 'flannel' },
      ],
    },
    {
      kind: 'finding',
      verdict: 'confirmed',
      title: { en: 'Address of the bridge', zh: '网桥的地址' },
      says: { en: '`cni0` has 10.88.0.1/16 instead of 10.244.1.1/24.', zh: '`cni0` 的地址是 10.88.0.1/16，而非 10.244.1.1/24。' },
      asked: 'ip -json address show dev cni0',
      target: 'node:worker-1',
    },
    {
      kind: 'finding',
      verdict: 'refuted',
      title: same('PodCIDR'),
      says: { en: 'The node has a pod range.', zh: '节点已有 Pod 网段。' },
      target: 'cluster:prod',
    },
    { kind: 'finding', verdict: 'inconclusive', title: same('MTU'), says: { en: 'The answer does not tell.', zh: '结果不足以判断。' } },
    {
      kind: 'finding',
      verdict: 'not-run',
      title: same('flannel'),
      says: { en: 'worker-2 cannot be reached.', zh: '无法连接 worker-2。' },
      target: 'node:worker-2',
    },
    { kind: 'finding', verdict: 'pending', title: { en: 'Routes', zh: '路由' }, says: { en: 'In the queue.', zh: '排队中。' } },
    { kind: 'notice', tone: 'warning', text: { en: 'worker-1 is simulated.', zh: 'worker-1 是模拟目标。' } },
    {
      kind: 'links',
      title: { en: 'References', zh: '参考' },
      links: [
        { url: 'https://github.com/containernetworking/plugins/blob/v1.7.1/plugins/main/bridge/bridge.go', label: 'bridge.go, v1.7.1' },
        { url: 'javascript:alert(1)', label: 'not a web address' },
      ],
    },
    {
      kind: 'actions',
      actions: [
        { id: 'check:run', value: { about: 'entry', incident, entry }, label: { en: 'Run checks', zh: '运行检查' }, style: 'primary' },
        { id: 'fix:plan:recreate-bridge', value: { about: 'entry', incident, entry }, label: { en: 'Plan the fix', zh: '制定修复计划' }, style: 'plain' },
        { id: 'answer:helpful', value: { about: 'entry', incident, entry }, label: { en: 'Helpful', zh: '有用' }, style: 'plain' },
        { id: 'answer:wrong', value: { about: 'entry', incident, entry }, label: { en: 'Wrong', zh: '不对' }, style: 'plain' },
      ],
    },
  ],
  audience: 'place',
  card: { incident, version: 4, pending: true },
  data: { incident },
  exit: 0,
};

/** A plan that waits, with steps in every state, a diff and code. */
const planned: Reply = {
  summary: { en: 'Plan: recreate the bridge on worker-1, waiting for approval', zh: '计划：在 worker-1 上重建网桥，等待批准' },
  blocks: [
    {
      kind: 'heading',
      text: { en: 'Recreate the bridge on worker-1', zh: '在 worker-1 上重建网桥' },
      tag: { text: { en: 'awaiting approval', zh: '等待批准' }, tone: 'warning' },
    },
    {
      kind: 'step',
      number: 1,
      title: { en: 'Take the bridge down', zh: '停用网桥' },
      where: 'node:worker-1',
      code: 'sudo -n ip link set cni0 down',
      language: 'shell',
      outcome: { ok: true, output: '' },
    },
    {
      kind: 'step',
      number: 2,
      where: 'node:worker-1',
      code: 'sudo -n ip link delete cni0',
      language: 'shell',
      outcome: { ok: false, output: 'Cannot find device "cni0"\n\u001b[31mred\u001b[0m \u202egnp.exe' },
    },
    { kind: 'step', number: 3, where: 'cluster:prod', code: '{"spec":{"finalizers":[]}}', language: 'json', outcome: { ok: 'running', output: '' } },
    {
      kind: 'step',
      number: 4,
      where: 'cluster:prod',
      code: '- finalizers: [kubernetes]\n+ finalizers: []',
      language: 'diff',
      outcome: { ok: 'unknown', output: 'the worker died' },
    },
    { kind: 'code', title: { en: 'What would change', zh: '将要更改的内容' }, code: '-  phase: Terminating\n+  phase: Gone', language: 'diff' },
    { kind: 'code', code: '', language: 'text' },
    { kind: 'notice', tone: 'bad', text: { en: 'Two approvals are needed.', zh: '需要两人批准。' } },
    { kind: 'notice', tone: 'good', text: { en: 'The dry run succeeded.', zh: '试运行成功。' } },
    { kind: 'notice', tone: 'neutral', text: { en: 'The plan expires in 15 minutes.', zh: '计划将在 15 分钟后过期。' } },
    {
      kind: 'actions',
      actions: [
        { id: 'plan:approve', value: { about: 'plan', plan, hash }, label: { en: 'Approve', zh: '批准' }, style: 'primary' },
        { id: 'plan:reject', value: { about: 'plan', plan, hash }, label: { en: 'Reject', zh: '拒绝' }, style: 'danger' },
        { id: 'plan:withdraw', value: { about: 'plan', plan, hash }, label: { en: 'Withdraw', zh: '撤回' }, style: 'plain' },
      ],
    },
  ],
  audience: 'place',
  card: { incident, version: 9, pending: false },
  data: { plan },
  exit: 0,
};

/** Asked directly about a text in which nothing is found. */
const nothing: Reply = {
  summary: answers.nothingFound,
  blocks: [
    { kind: 'notice', tone: 'neutral', text: answers.nothingFound },
    {
      kind: 'list',
      title: answers.nearest,
      ordered: false,
      items: [
        { text: { en: 'The bridge cni0 holds an address of another pod range', zh: 'cni0 网桥的地址不属于本节点的 Pod 网段' }, detail: 'cni/cni0-ip-conflict' },
      ],
    },
    { kind: 'text', text: answers.pasteNext },
  ],
  audience: 'person',
  data: { matches: [], speaks: false, nearest: ['cni/cni0-ip-conflict'] },
  exit: 1,
};

/** A refusal that only the one who pressed sees. */
const refusal: Reply = {
  summary: { en: 'You asked for this change, so somebody else must approve it.', zh: '这项更改由你提出，须由他人批准。' },
  blocks: [
    { kind: 'notice', tone: 'bad', text: { en: 'You asked for this change, so somebody else must approve it.', zh: '这项更改由你提出，须由他人批准。' } },
  ],
  audience: 'person',
  data: null,
  exit: 1,
};

/** Values are missing: a form with every kind of field. */
const form: Reply = {
  summary: { en: 'Which node?', zh: '哪个节点？' },
  blocks: [{ kind: 'text', text: { en: 'Which node?', zh: '哪个节点？' } }],
  audience: 'person',
  form: {
    title: { en: 'Run checks', zh: '运行检查' },
    submit: { en: 'Run', zh: '运行' },
    action: { id: 'check:run', value: { about: 'entry', incident, entry } },
    fields: [
      {
        name: 'node',
        label: { en: 'Node', zh: '节点' },
        input: {
          kind: 'choice',
          options: [
            { value: 'worker-1', label: 'worker-1' },
            { value: 'worker-2', label: { en: 'worker-2 (simulated)', zh: 'worker-2（模拟）' } },
          ],
        },
        initial: 'worker-1',
      },
      {
        name: 'expected',
        label: { en: 'Expected address', zh: '应有的地址' },
        hint: { en: 'With its prefix length.', zh: '含前缀长度。' },
        input: { kind: 'value', type: 'cidr', example: '10.244.1.1/24' },
        problem: { en: 'Not an address with a prefix length.', zh: '不是带前缀长度的地址。' },
      },
      { name: 'reason', label: { en: 'Reason', zh: '原因' }, input: { kind: 'reason' } },
    ],
  },
  data: null,
  exit: 2,
};

/** A reply of one line without blocks. */
const bare: Reply = { summary: { en: 'Nothing to do.', zh: '无事可做。' }, blocks: [], audience: 'person', data: null, exit: 0 };

/** By name; the name is the golden file's name. */
export const replies = { diagnosis, planned, nothing, refusal, form, bare } as const satisfies Readonly<Record<string, Reply>>;
