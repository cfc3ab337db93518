/**
 * 500 secrets with contents made at random, planted wherever a secret can come from: pastes, the output of commands, the Kubernetes API, what
 * people type, errors. The real program, PostgreSQL, queues, SSH and a Slack-compatible server; then every row, job, message and line of the
 * log is searched: none may be there.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, escapeIdentifier } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '../../src/app.ts';
import { writeLeakyKnowledge } from '../lab/leaky-knowledge.ts';
import { type ScriptedCluster, startScriptedCluster } from '../lab/scripted-cluster.ts';
import { endWith, type ScriptedNode, startScriptedNode } from '../lab/scripted-node.ts';
import { buttonsOf, type LocalMessage, type LocalSlack, noLocalSlack, shownIn, startLocalSlack, until } from '../local-slack.ts';
import { startStore, type TestStore } from '../postgres.ts';
import { anyhow, formats, pieces, type Planted } from '../secrets.ts';

const missing = await noLocalSlack();
if (missing !== undefined && process.env['CI'] === 'true') throw new Error(missing);

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const total = 500;
/** A secret that its own form tells, so that it is known without a word beside it. */
const captured = formats.find(({ name }) => name === 'GitHub personal token')?.make(anyhow) ?? { text: '', secrets: [] };
const all: readonly Planted[] = Array.from({ length: total - 1 }, (_, index) => formats[index % formats.length]?.make(anyhow) ?? { text: '', secrets: [] });
const everything: readonly Planted[] = [...all, captured];
let taken = 0;
/** What can be typed on one line, without what holds words together there. */
const isTyped = ({ text }: Planted): boolean => !/[\n"'“”]/.test(text);
/** The next secrets of all that were made; each is planted in one place. */
const take = (count: number): readonly Planted[] => {
  const some = all.slice(taken, taken + count);
  taken += count;
  return some;
};
const textOf = (some: readonly Planted[]): string => some.map(({ text }) => text).join('\n\n');

const journal = textOf(take(60));
const nodeOutput = {
  outcome: textOf(take(20)),
  values: take(10)
    .map(({ text }, index) => `KEY_${index}=${text.split('\n')[0]}`)
    .join('\n'),
  json: JSON.stringify({ items: take(20).map(({ text }) => ({ message: text })) }),
  garbled: `{"broken": ${textOf(take(5))}`,
  failing: textOf(take(10)),
  restart: textOf(take(20)),
  restartProblem: textOf(take(10)),
};
const cluster = { pods: take(25), configMap: take(25), events: take(25), secrets: take(10), secret: take(5), refusal: take(15) };
const pastes = Array.from({ length: 20 }, () => take(5));
const rest = take(all.length - taken);
const typed = rest.filter(isTyped);
const reasons = typed.slice(0, 20);
const parameters = typed.slice(20, 60);
const commands = rest.filter((one) => !isTyped(one)).slice(0, 20);
const unforeseen = rest;

const meta = (name: string) => ({ name, namespace: 'default', uid: 'e7153534-6bee-4c62-925f-3cfa92565c03', resourceVersion: '48151623' });
const valuesOf = (some: readonly Planted[]) =>
  Object.fromEntries(some.flatMap(({ secrets }, index) => secrets.map((secret, part) => [`k${index}-${part}`, secret])));

function answerOfCluster(path: string): { readonly status: number; readonly body: unknown } {
  switch (path) {
    case '/api/v1/pods':
      return {
        status: 200,
        body: { metadata: {}, items: cluster.pods.map(({ text }, index) => ({ metadata: meta(`p${index}`), status: { message: text } })) },
      };
    case '/api/v1/events':
      return { status: 200, body: { metadata: {}, items: cluster.events.map(({ text }, index) => ({ metadata: meta(`e${index}`), message: text })) } };
    case '/api/v1/namespaces/default/configmaps/planted':
      return {
        status: 200,
        body: {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: meta('planted'),
          data: Object.fromEntries(cluster.configMap.map(({ text }, index) => [`f${index}`, text])),
        },
      };
    case '/api/v1/secrets':
      // As the API answers: the items of a list do not say their kind.
      return {
        status: 200,
        body: { kind: 'SecretList', metadata: {}, items: cluster.secrets.map((one, index) => ({ metadata: meta(`s${index}`), data: valuesOf([one]) })) },
      };
    case '/api/v1/namespaces/default/secrets/planted':
      return { status: 200, body: { apiVersion: 'v1', kind: 'Secret', metadata: meta('planted'), data: valuesOf(cluster.secret) } };
    default:
      return { status: 500, body: { kind: 'Status', status: 'Failure', message: `admission webhook said: ${textOf(cluster.refusal)}`, code: 500 } };
  }
}

describe.skipIf(missing !== undefined)(`${total} planted secrets${missing === undefined ? '' : ` (${missing})`}`, () => {
  let folder: string;
  let store: TestStore;
  let node: ScriptedNode;
  let api: ScriptedCluster;
  let slack: LocalSlack;
  let program: ChildProcess;
  let printed = '';
  let watching: NodeJS.Timeout;
  /** Every job that was ever seen in the queues. */
  const jobs = new Set<string>();
  const problems: unknown[] = [];

  const rowsOf = async (schema: (name: string) => boolean): Promise<readonly string[]> => {
    const client = new Client({ connectionString: store.database.url });
    await client.connect();
    try {
      const tables = await client.query<{ schema: string; name: string }>(
        `select table_schema as schema, table_name as name from information_schema.tables where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
      );
      const found: string[] = [];
      for (const table of tables.rows.filter((row) => schema(row.schema))) {
        const { rows } = await client.query<{ row: string }>(`select t::text as row from ${escapeIdentifier(table.schema)}.${escapeIdentifier(table.name)} t`);
        found.push(...rows.map(({ row }) => `${table.schema}.${table.name}: ${row}`));
      }
      return found;
    } finally {
      await client.end();
    }
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'k8sdoc-planted-'));
    await writeLeakyKnowledge(join(folder, 'entries'));
    store = await startStore();
    slack = await startLocalSlack({ mode: 'socket' });
    api = await startScriptedCluster((_method, path) => answerOfCluster(path));
    node = await startScriptedNode('worker-1', (command, channel) => {
      if (command.includes('boot_id')) return endWith(channel, 0, '3f6d1f0e-7a63-4a3e-9a0b-7f1c2f6e9b10\n');
      if (command.includes('journalctl')) return endWith(channel, 0, journal);
      if (command.includes('restart')) return endWith(channel, 0, nodeOutput.restart, nodeOutput.restartProblem);
      if (command.includes('failing')) return endWith(channel, 3, '', nodeOutput.failing);
      const name = (['outcome', 'values', 'json', 'garbled'] as const).find((one) => command.includes(one));
      return endWith(channel, name === undefined ? 127 : 0, name === undefined ? '' : nodeOutput[name]);
    });
    const file = join(folder, 'k8sdoc.yaml');
    await writeFile(
      file,
      JSON.stringify({
        nodes: [node.definition],
        clusters: [{ name: 'test', kubeconfig: api.kubeconfig }],
        approvers: ['U02BEN'],
        knowledge: { folders: [join(folder, 'entries')] },
      }),
    );
    const { PATH, HOME } = process.env;
    program = spawn(process.execPath, [main, 'serve'], {
      env: {
        PATH,
        HOME,
        K8SDOC_CONFIG: file,
        K8SDOC_DATA_DIR: join(folder, 'data'),
        DATABASE_URL: store.database.url,
        SLACK_BOT_TOKEN: slack.botToken,
        SLACK_APP_TOKEN: slack.appToken,
        SLACK_API_URL: slack.apiUrl,
        LOG_LEVEL: 'trace',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [program.stdout, program.stderr]) stream?.on('data', (part: Buffer) => (printed += part.toString()));
    await until(
      () => {
        if (program.exitCode !== null) throw new Error(`the program ended at once: ${printed}`);
        return printed.includes('k8sdoc is ready') ? true : undefined;
      },
      'the program to be ready',
      60_000,
    );
    const look = async (): Promise<void> => {
      for (const row of await rowsOf((schema) => schema === 'k8sdoc_jobs')) jobs.add(row);
      watching = setTimeout(() => void look().catch((error: unknown) => problems.push(error)), 30);
    };
    await look();
  });
  afterAll(async () => {
    clearTimeout(watching);
    if (program.exitCode === null) {
      const ended = new Promise<void>((settle) => program.once('exit', () => settle()));
      program.kill('SIGTERM');
      await ended;
    }
    await Promise.all([slack.stop(), node.stop(), api.stop()]);
    await store.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const card = (what: string, fits: (message: LocalMessage) => boolean): Promise<LocalMessage> =>
    until(async () => (await slack.messages('C01GEN')).findLast((message) => message.user === slack.botUser && fits(message)), what, 20_000);
  const has = (action: string) => (message: LocalMessage) => buttonsOf(message).some((button) => button.action_id === action);
  const fromBot = async () => (await slack.log()).filter(({ direction }) => direction === 'from_bot');
  /** Types a command and waits for what is answered. */
  const type = async (text: string): Promise<void> => {
    const before = (await fromBot()).length;
    await slack.command('C01GEN', 'U01ANA', text);
    await until(async () => ((await fromBot()).length > before ? true : undefined), `an answer to ${text}`);
  };
  const plan = async (): Promise<string> => {
    const [newest] = await store.stores.plans.inState(['awaiting-approval']);
    if (newest === undefined) throw new Error('there is no plan');
    return newest.id;
  };

  it('go through everything that people and machines do', { timeout: 180_000 }, async () => {
    for (const [index, some] of pastes.entries()) {
      const line = some.find(({ text }) => !text.includes('\n'))?.text ?? '';
      await slack.post('C01GEN', 'U01ANA', `planted failure of kubelet.service number ${index}: ${line}\n${textOf(some)}`);
      await until(async () => ((await store.stores.incidents.recent({ limit: 100 })).length > index ? true : undefined), 'the incident');
    }
    // What a pattern captures may be the secret itself.
    await slack.post('C01GEN', 'U01ANA', `planted failure of ${captured.secrets[0] ?? ''}`);

    await slack.press(await card('the diagnosis', has('check:run')), 'U01ANA', 'check:run').catch(() => undefined);
    await type('check planted/leaky --set unit=kubelet.service');
    const checked = await card('the findings', has('fix:plan:restart'));
    await slack.press(checked, 'U01ANA', 'fix:plan:restart');
    await card('the plan', has('plan:approve'));
    for (const { text } of reasons.slice(5)) await type(`approve nosuchplan ${text}`);
    const rejected = await plan();
    await type(
      `reject ${rejected} ${reasons
        .slice(0, 5)
        .map(({ text }) => text)
        .join(' and ')}`,
    );
    await card('the rejection', (message) => shownIn(message).includes('rejected'));
    await slack.press(checked, 'U01ANA', 'fix:plan:restart');
    const planned = await card('another plan', (message) => {
      const button = buttonsOf(message).find(({ action_id }) => action_id === 'plan:approve');
      return button !== undefined && !button.value.includes(rejected);
    });
    await slack.press(planned, 'U02BEN', 'plan:approve');
    await until(
      async () => ((await store.stores.plans.inState(['fixed', 'not-fixed', 'failed', 'unknown', 'refused'])).length > 0 ? true : undefined),
      'the end of the change',
      60_000,
    );

    for (const { text } of parameters) await type(`check planted/leaky --set "unit=${text}"`);
    for (const [index, { text }] of commands.entries()) await type(index % 2 === 0 ? text : `ask ${text}`);
  });

  it('were really met: findings, steps, reasons and refusals stand where they were', async () => {
    const rows = (await rowsOf(() => true)).join('\n');
    for (const word of ['public.runs', 'Seen: ', 'step.ended', 'plan.not-fixed', 'plan.rejected', 'admission webhook said', '[redacted: '])
      expect(rows.includes(word), word).toBe(true);
    expect(node.commands.some((command) => command.includes('restart'))).toBe(true);
    expect(new Set(api.asked).size).toBeGreaterThanOrEqual(6);
    expect(jobs.size).toBeGreaterThan(0);
    expect(problems).toEqual([]);
    const messages = await slack.messages('C01GEN');
    expect(messages.filter((message) => shownIn(message).includes('[redacted: ')).length).toBeGreaterThan(5);
    // The search itself finds what is there: people's own messages.
    const heard = JSON.stringify(messages.filter((message) => message.user === 'U01ANA'));
    expect(all.filter(({ secrets }) => secrets.some((secret) => pieces(secret).some((piece) => heard.includes(piece)))).length).toBeGreaterThan(60);
  });

  it('are in no row, no job, no message and no line of the log, and not in the record', async () => {
    const lines: string[] = [];
    const log = createLog({ logLevel: 'trace', redaction: { emails: true, patterns: [] } }, { write: (line) => void lines.push(line) });
    for (const { text } of unforeseen) log.error({ err: new Error(text), context: { output: text } }, text);
    expect(lines).toHaveLength(unforeseen.length);

    const record = await store.stores.audit.read({ limit: 100_000 });
    const said = (await slack.messages('C01GEN')).filter((message) => message.user === slack.botUser);
    const places: Readonly<Record<string, string>> = {
      rows: (await rowsOf(() => true)).join('\n'),
      jobs: [...jobs].join('\n'),
      record: JSON.stringify(record),
      messages: JSON.stringify(said),
      'all that was sent to Slack': JSON.stringify(await fromBot()),
      'the log': printed,
      'the log of what nobody foresaw': lines.join(''),
    };
    const leaks = Object.entries(places).flatMap(([place, text]) =>
      everything.flatMap(({ secrets }, index) =>
        secrets.flatMap((secret) =>
          pieces(secret)
            .filter((piece) => piece.length >= 8 && text.includes(piece))
            .map(
              (piece) =>
                `${place}: ${formats[index % formats.length]?.name}: ${piece} in ${text.slice(Math.max(0, text.indexOf(piece) - 60), text.indexOf(piece) + 80)}`,
            ),
        ),
      ),
    );
    expect(leaks).toEqual([]);
    expect(await store.stores.audit.verify()).toMatchObject({ intact: true });
  });
});
