/**
 * A browser channel whose desk plays one story, for tests of the page and its server: a paste becomes a card, its checks fill in,
 * a plan waits for the second person, runs, and is verified. No engine, store or target takes part.
 */
import { fileURLToPath } from 'node:url';
import type { Changes } from '#commands/context.ts';
import type { Desk, Speaker } from '#commands/desk.ts';
import type { Block, Reply } from '#commands/reply.ts';
import { type Browser, type BrowserOptions, startBrowser } from '#faces/browser/server.ts';
import type { Log } from '#faces/browser/log.ts';
import type { Incident, IncidentStore } from '#incidents/ports.ts';
import { type EntryId, type IncidentId, instant, type PersonId, type PlanId } from '#knowledge/ids.ts';
import { loadKnowledge } from '#knowledge/load.ts';
import type { Text } from '#language/text.ts';

export const ana = { id: 'browser:ana' as PersonId, name: 'Ana' };
export const ben = { id: 'browser:ben' as PersonId, name: 'Ben' };

export const sample = [
  'Events:',
  '  Type     Reason                  Age   From               Message',
  '  Normal   Scheduled               41s   default-scheduler  Successfully assigned shop/web-7d4b9c to worker-1',
  '  Warning  FailedCreatePodSandBox  2s    kubelet            Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "8e9e05c52164": plugin type="bridge" failed (add): failed to set bridge addr: "cni0" already has an IP address different from 10.244.1.1/24',
].join('\n');

const entry = 'cni/cni0-ip-conflict' as EntryId;
const plan = 'plan-1' as PlanId;
const hash = '5f2c1d0e9b8a7f6e5d4c3b2a1f0e9d8c7b6a5f4e3d2c1b0a9f8e7d6c5b4a3f2e';

/** An incident that the store also holds, of another face. */
const fromSlack: Incident = {
  id: 'from-slack' as IncidentId,
  version: 1,
  openedAt: instant(new Date(0)),
  openedBy: 'slack:T1/U1' as PersonId,
  origin: { face: 'slack', place: 'incidents', message: '1.2' },
  language: 'en',
  excerpt: 'not for the browser',
  matches: [],
};

type Stage = 'diagnosed' | 'checking' | 'checked' | 'planned' | 'running' | 'fixed';
type Kept = { incident: Incident; text: string; stage: Stage; requester?: PersonId };

const both = (en: string, zh: string): Text => ({ en, zh });

export type Channel = {
  readonly url: string;
  readonly port: number;
  /** What the desk was asked, in order. */
  readonly asked: readonly { readonly what: keyof Desk; readonly speaker: Speaker; readonly with: unknown }[];
  readonly logged: readonly string[];
  /** Moves the newest incident's story on and tells it. */
  readonly advance: (stage: Stage) => void;
  /** Ends the server; `resume` starts another on the same port with the same incidents. */
  stop(): Promise<void>;
  resume(): Promise<void>;
};

/** `replace` puts functions in the place of the desk's. */
export async function startChannel(options: Partial<BrowserOptions> = {}, replace: Partial<Desk> = {}): Promise<Channel> {
  const kept = new Map<IncidentId, Kept>();
  const asked: { what: keyof Desk; speaker: Speaker; with: unknown }[] = [];
  const logged: string[] = [];
  const listeners = new Set<(incident: IncidentId) => void>();

  const advance = (one: Kept | undefined, stage: Stage): void => {
    if (one === undefined) throw new Error('there is no incident yet');
    one.stage = stage;
    one.incident = { ...one.incident, version: one.incident.version + 1 };
    for (const listener of listeners) listener(one.incident.id);
  };
  const newest = (): Kept | undefined => [...kept.values()].at(-1);
  const need = (id: IncidentId): Kept => {
    const one = kept.get(id);
    if (one === undefined) throw new Error(`no incident ${id}`);
    return one;
  };

  const desk: Desk = {
    overhear: () => Promise.resolve(undefined),
    diagnose: (speaker, text) => {
      asked.push({ what: 'diagnose', speaker, with: text });
      const known = [...kept.values()].find(({ incident }) => incident.origin.message === speaker.origin.message);
      if (known !== undefined) return Promise.resolve(cardOf(known));
      const id = `incident-${kept.size + 1}` as IncidentId;
      const incident: Incident = {
        id,
        version: 1,
        openedAt: instant(new Date()),
        openedBy: speaker.actor,
        origin: speaker.origin,
        language: speaker.language,
        excerpt: text.slice(0, 16_384),
        matches: [],
      };
      const one: Kept = { incident, text: text.slice(0, 16_384), stage: 'diagnosed' };
      kept.set(id, one);
      for (const listener of listeners) listener(id);
      return Promise.resolve(cardOf(one));
    },
    line: (speaker, line) => {
      asked.push({ what: 'line', speaker, with: line });
      const text = both(`You typed ${line}.`, `你输入了 ${line}。`);
      return Promise.resolve({ summary: text, blocks: [{ kind: 'text', text }], audience: 'person', data: null, exit: 0 });
    },
    press: async (speaker, action, fields) => {
      asked.push({ what: 'press', speaker, with: { action, fields } });
      const one = action.value.about === 'entry' ? need(action.value.incident) : newest();
      if (one === undefined) throw new Error('nothing to press');
      await new Promise((resolve) => setTimeout(resolve, 60));
      if (action.id === 'check:run') {
        if (fields?.['node'] !== 'worker-1') return nodeForm(fields?.['node'], one);
        advance(one, 'checking');
      } else if (action.id.startsWith('fix:plan:')) {
        one.requester = speaker.actor;
        advance(one, 'planned');
      } else if (action.id === 'plan:approve') {
        if (one.requester === speaker.actor)
          return refusal(both('You asked for this change, so somebody else must approve it.', '这是你发起的变更，需要他人批准。'));
        advance(one, 'running');
      }
      return cardOf(one);
    },
    card: (speaker, incident) => {
      asked.push({ what: 'card', speaker, with: incident });
      return Promise.resolve(cardOf(need(incident)));
    },
    turnedAway: (attempt) => {
      logged.push(`turned away: ${attempt.why}`);
      return Promise.resolve();
    },
    ...replace,
  };

  const missing = (): never => {
    throw new Error('the browser channel has no business with this');
  };
  const incidents: IncidentStore = {
    open: missing,
    find: (id) => Promise.resolve(id === fromSlack.id ? fromSlack : kept.get(id)?.incident),
    recent: ({ limit }) =>
      Promise.resolve(
        [...kept.values()]
          .map(({ incident }) => incident)
          .reverse()
          .slice(0, limit),
      ),
    orderRun: missing,
    findRun: missing,
    runsOf: missing,
    startRun: missing,
    addFinding: missing,
    finishRun: missing,
    unfinishedRuns: missing,
    vote: missing,
    votes: missing,
    rememberPost: missing,
    stalePosts: missing,
    firstDelivery: missing,
  };
  const changes: Changes = {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    waitFor: missing,
  };
  const note = (fields: object, message: string): void => void logged.push(`${message} ${'error' in fields ? String(fields.error) : ''}`.trim());
  const log: Log = { info: () => undefined, warn: note, error: note };

  const loaded = await loadKnowledge(fileURLToPath(new URL('../knowledge', import.meta.url)));
  if (!loaded.ok) throw new Error('the knowledge does not load');
  const { knowledge } = loaded;
  const start = (port: number): Promise<Browser> =>
    startBrowser(
      {
        port,
        people: [ana, ben],
        channel: 'incidents',
        samples: [
          { title: both('A pod that gets no network', 'Pod 无法获得网络'), text: sample },
          { title: both('A namespace that does not go away', '无法删除的命名空间'), text: 'shop   Terminating   3d2h' },
        ],
        simulated: true,
        version: '0.0.0-test',
        health: () => Promise.resolve({ ok: true }),
        ...options,
      },
      desk,
      { incidents, changes, knowledge: () => knowledge },
      log,
    );
  let browser = await start(options.port ?? 0);
  const { url } = browser;
  const port = Number(new URL(url).port);
  return {
    url,
    port,
    asked,
    logged,
    advance: (stage) => advance(newest(), stage),
    stop: () => browser.stop(),
    resume: async () => {
      browser = await start(port);
    },
  };
}

function refusal(text: Text): Reply {
  return { summary: text, blocks: [{ kind: 'notice', tone: 'bad', text }], audience: 'person', data: null, exit: 1 };
}

function nodeForm(given: string | undefined, { incident }: Kept): Reply {
  return {
    summary: both('Which node?', '哪个节点？'),
    blocks: [],
    audience: 'person',
    form: {
      title: both('On which node?', '在哪个节点上？'),
      submit: both('Run checks', '运行检查'),
      action: { id: 'check:run', value: { about: 'entry', incident: incident.id, entry } },
      fields: [
        {
          name: 'node',
          label: both('Node', '节点'),
          input: { kind: 'value', type: 'node', example: 'worker-1' },
          ...(given === undefined
            ? {}
            : { problem: both(`${given} is not configured. Configured: worker-1.`, `${given} 未配置。已配置：worker-1。`), initial: given }),
        },
      ],
    },
    data: null,
    exit: 2,
  };
}

/** Every line of the paste that speaks of cni0 is evidence; without one the first line is. */
function evidenceOf(text: string): Block {
  const lines = text.split('\n').map((line, index) => ({ line: index + 1, text: line.slice(0, 1000) }));
  const proving = lines.filter(({ text }) => text.includes('cni0'));
  return {
    kind: 'evidence',
    lines: (proving.length === 0 ? lines.slice(0, 1) : proving).map(({ line, text }) => {
      const at = text.indexOf('"cni0"');
      return { signature: 'bridge', line, text, mark: at < 0 ? { from: 0, to: text.length } : { from: at, to: text.length }, repeats: at < 0 ? 0 : 2 };
    }),
  };
}

function cardOf({ incident, text, stage, requester }: Kept): Reply {
  const about = { about: 'entry', incident: incident.id, entry } as const;
  const title = both('cni0 has another address than this node was given', 'cni0 的地址与分配给该节点的网段不符');
  const blocks: Block[] = [
    { kind: 'heading', text: title, tag: { text: both('high', '严重'), tone: 'bad' } },
    {
      kind: 'text',
      text: both(
        'The bridge `cni0` still bears an address of an earlier pod network. New pods on this node do not start; running ones go on.',
        '网桥 `cni0` 仍带有旧 Pod 网络的地址。该节点上的新 Pod 无法启动，已运行的不受影响。',
      ),
    },
    evidenceOf(text),
  ];
  if (stage !== 'diagnosed') {
    blocks.push({ kind: 'heading', text: both('Checks', '检查') });
    if (stage === 'checking') {
      blocks.push(
        {
          kind: 'finding',
          verdict: 'pending',
          title: both('Which address does cni0 have?', 'cni0 的地址是什么？'),
          says: both('In the queue.', '排队中。'),
          target: 'node:worker-1',
        },
        {
          kind: 'finding',
          verdict: 'pending',
          title: both('Which pods use the bridge?', '哪些 Pod 在使用该网桥？'),
          says: both('In the queue.', '排队中。'),
          target: 'node:worker-1',
        },
      );
    } else {
      blocks.push(
        {
          kind: 'finding',
          verdict: stage === 'fixed' ? 'refuted' : 'confirmed',
          title: both('Which address does cni0 have?', 'cni0 的地址是什么？'),
          says:
            stage === 'fixed'
              ? both('`cni0` is gone; the plugin makes it anew.', '`cni0` 已删除，插件会重新创建。')
              : both('`cni0` has 10.88.0.1/16 instead of 10.244.1.1/24.', '`cni0` 的地址是 10.88.0.1/16，而非 10.244.1.1/24。'),
          asked: 'ip -json address show dev cni0',
          target: 'node:worker-1',
        },
        {
          kind: 'finding',
          verdict: 'inconclusive',
          title: both('Which pods use the bridge?', '哪些 Pod 在使用该网桥？'),
          says: both('The kubelet did not answer in 10 s.', 'kubelet 在 10 秒内没有应答。'),
          asked: 'bridge -json link show',
          target: 'node:worker-1',
        },
      );
    }
  }
  if (stage === 'planned' || stage === 'running' || stage === 'fixed') {
    const state = { planned: both('awaiting approval', '等待批准'), running: both('running', '执行中'), fixed: both('fixed', '已修复') }[stage];
    const ok = stage === 'running' ? ('running' as const) : true;
    blocks.push(
      {
        kind: 'heading',
        text: both('Recreate the bridge on worker-1', '在 worker-1 上重建网桥'),
        tag: { text: state, tone: stage === 'fixed' ? 'good' : 'warning' },
      },
      {
        kind: 'text',
        text: both(
          'Deletes the bridge; the CNI plugin makes it anew with the right address when the next pod starts.',
          '删除网桥；下一个 Pod 启动时，CNI 插件会以正确的地址重新创建它。',
        ),
      },
      {
        kind: 'facts',
        facts: [
          { label: both('Risk', '风险'), value: both('medium: pods on this node lose their network for some seconds', '中：该节点上的 Pod 会断网数秒') },
          { label: both('Asked by', '发起人'), value: requester === ana.id ? 'Ana' : 'Ben' },
          { label: both('Approval', '审批'), value: both('one approver other than Ana', '需 Ana 以外的一位审批人') },
          { label: both('Expires', '过期时间'), value: both('in 15 minutes, at 03:27', '15 分钟后，03:27') },
          { label: both('Plan', '计划'), value: hash.slice(0, 12) },
        ],
      },
      {
        kind: 'step',
        number: 1,
        title: both('Take the bridge down', '停用网桥'),
        where: 'node:worker-1',
        code: 'sudo -n ip link set cni0 down',
        language: 'shell',
        ...(stage === 'planned' ? {} : { outcome: { ok: true, output: '' } }),
      },
      {
        kind: 'step',
        number: 2,
        title: both('Delete it', '删除网桥'),
        where: 'node:worker-1',
        code: 'sudo -n ip link delete cni0',
        language: 'shell',
        ...(stage === 'planned' ? {} : { outcome: { ok, output: '' } }),
      },
    );
  }
  if (stage === 'diagnosed' || stage === 'checked') {
    blocks.push({
      kind: 'actions',
      actions: [
        { id: 'check:run', value: about, label: both('Run checks', '运行检查'), style: stage === 'checked' ? 'plain' : 'primary' },
        { id: 'fix:plan:recreate-bridge', value: about, label: both('Plan the fix', '制定修复计划'), style: stage === 'checked' ? 'primary' : 'plain' },
        { id: 'answer:helpful', value: about, label: both('Helpful', '有用'), style: 'plain' },
        { id: 'answer:wrong', value: about, label: both('Wrong', '不对'), style: 'plain' },
      ],
    });
  }
  if (stage === 'planned') {
    blocks.push({
      kind: 'actions',
      actions: [
        { id: 'plan:approve', value: { about: 'plan', plan, hash }, label: both('Approve', '批准'), style: 'primary' },
        { id: 'plan:reject', value: { about: 'plan', plan, hash }, label: both('Reject', '拒绝'), style: 'danger' },
        { id: 'plan:withdraw', value: { about: 'plan', plan, hash }, label: both('Withdraw', '撤回'), style: 'plain' },
      ],
    });
  }
  return {
    summary: both(`${title.en}: ${stage}`, `${title.zh}：${stage}`),
    blocks,
    audience: 'place',
    card: { incident: incident.id, version: incident.version, pending: stage === 'checking' || stage === 'running' },
    data: null,
    exit: 0,
  };
}
