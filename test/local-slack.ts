/**
 * A Slack-compatible server that is not ours (the package local-slack-linux-x64), started for a test and driven as people
 * would drive Slack. It does not check Slack's limits and has neither shortcuts nor rate limits: `signed` sends what it cannot.
 */
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const binary = fileURLToPath(new URL('../node_modules/local-slack-linux-x64/bin/local-slack', import.meta.url));

/** Why the server cannot run on this machine; nothing where it can. */
export async function noLocalSlack(): Promise<string | undefined> {
  return access(binary).then(
    () => undefined,
    () => 'the package local-slack-linux-x64 is not installed (Linux on x64 only)',
  );
}

const messageSchema = z.looseObject({
  ts: z.string(),
  channel: z.string(),
  user: z.string().optional(),
  app_id: z.string().optional(),
  text: z.string().optional(),
  thread_ts: z.string().optional(),
  subtype: z.string().optional(),
  ephemeral_to: z.string().optional(),
  edited: z.unknown().optional(),
  blocks: z.array(z.looseObject({ type: z.string(), block_id: z.string().optional() })).optional(),
});
export type LocalMessage = z.output<typeof messageSchema>;

const logSchema = z.object({
  log: z.array(z.object({ time: z.number(), direction: z.string(), kind: z.string(), summary: z.string(), detail: z.unknown().optional() })),
});
type LocalLog = z.output<typeof logSchema>['log'];

const viewSchema = z.looseObject({
  id: z.string(),
  callback_id: z.string().optional(),
  private_metadata: z.string().optional(),
  blocks: z.array(z.looseObject({ type: z.string(), block_id: z.string().optional() })),
});
type LocalView = z.output<typeof viewSchema>;

export type Button = { readonly action_id: string; readonly value: string; readonly label: string };

export type LocalSlackOptions = {
  readonly mode: 'socket' | 'http';
  /** The server's own port; a free one by default. */
  readonly port?: number;
  /** Where the bot listens, in HTTP mode. */
  readonly eventsPort?: number;
  readonly users?: readonly { readonly id: string; readonly name: string }[];
  readonly channels?: readonly { readonly id: string; readonly name: string; readonly members: readonly string[] }[];
};

export type LocalSlack = {
  readonly port: number;
  /** For SLACK_API_URL. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly team: string;
  readonly botUser: string;
  /** Posts as a person; gives the message's ts. The server waits for the acknowledgement. */
  post(channel: string, user: string, text: string, thread?: string): Promise<string>;
  upload(channel: string, user: string, name: string, content: string | Uint8Array, text?: string): Promise<string>;
  edit(channel: string, user: string, ts: string, text: string): Promise<void>;
  /** The direct message channel of a person with the bot. */
  direct(user: string): Promise<string>;
  openHome(user: string): Promise<void>;
  messages(channel: string): Promise<LocalMessage[]>;
  command(channel: string, user: string, text: string): Promise<void>;
  /** Presses the button with this action id (the first, or the one whose value contains `value`) of a message. */
  press(message: LocalMessage, user: string, actionId: string, value?: string): Promise<void>;
  /** The dialog on top, once there is one. */
  dialog(): Promise<LocalView>;
  /** Submits the dialog on top; gives the errors that came back, if any. `values`: block id → the block's answer. */
  submit(user: string, values: Readonly<Record<string, { readonly value: string } | { readonly choice: string }>>): Promise<Readonly<Record<string, string>>>;
  /** All traffic with the bot, oldest first. */
  log(): Promise<LocalLog>;
  home(user: string): Promise<LocalView | undefined>;
  stop(): Promise<void>;
};

const answers = { botToken: 'xoxb-test-token', appToken: 'xapp-test-token', signingSecret: 'test-signing-secret', team: 'T01TEST', botUser: 'U0BOT' } as const;

/** Starts the server on a free port of 127.0.0.1. Channels: C01GEN with ana, ben and the bot, C02RND without the bot. */
export async function startLocalSlack(options: LocalSlackOptions): Promise<LocalSlack> {
  const folder = await mkdtemp(join(tmpdir(), 'local-slack-'));
  const config = join(folder, 'workspace.json');
  await writeFile(
    config,
    JSON.stringify({
      workspace: { name: 'Test', domain: 'test', teamId: answers.team },
      app: {
        appId: 'A01APP',
        botUserId: answers.botUser,
        botName: 'k8sdoc',
        botToken: answers.botToken,
        appToken: answers.appToken,
        signingSecret: answers.signingSecret,
        mode: options.mode === 'socket' ? 'socket' : 'events',
        ...(options.eventsPort === undefined ? {} : { requestUrl: `http://127.0.0.1:${options.eventsPort}/slack/events` }),
      },
      users: (
        options.users ?? [
          { id: 'U01ANA', name: 'ana' },
          { id: 'U02BEN', name: 'ben' },
        ]
      ).map((user) => ({ ...user, real_name: user.name })),
      channels: options.channels ?? [
        { id: 'C01GEN', name: 'general', members: ['U01ANA', 'U02BEN', answers.botUser] },
        { id: 'C02RND', name: 'random', members: ['U01ANA'] },
      ],
    }),
  );
  const port = options.port ?? (await freePort());
  const server = spawn(binary, ['--config', config, '--port', String(port), '--base-host', '127.0.0.1', '--files-dir', join(folder, 'files')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  server.stdout.on('data', (part: Buffer) => (output += part.toString()));
  server.stderr.on('data', (part: Buffer) => (output += part.toString()));
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const base = `http://127.0.0.1:${port}`;
  await until(async () => {
    if (server.exitCode !== null) throw new Error(`the Slack-compatible server ended at once: ${output}`);
    return (await fetch(`${base}/_control/state`).catch(() => undefined))?.ok === true ? true : undefined;
  }, 'the Slack-compatible server');

  const page = await watch(port);
  const control = async (path: string, body: unknown): Promise<unknown> => {
    const response = await fetch(`${base}/_control/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: HTTP ${response.status} ${await response.text()}`);
    return response.json();
  };
  const posted = z.object({ message: messageSchema });

  return {
    ...answers,
    port,
    apiUrl: `${base}/api/`,
    post: async (channel, user, text, thread) => posted.parse(await control('message', { channel, user, text, thread_ts: thread })).message.ts,
    upload: async (channel, user, name, content, text) => {
      const form = new FormData();
      form.set('channel', channel);
      form.set('user', user);
      if (text !== undefined) form.set('text', text);
      form.append('file', new File([typeof content === 'string' ? content : new Uint8Array(content)], name));
      const response = await fetch(`${base}/_control/upload`, { method: 'POST', body: form });
      return posted.parse(await response.json()).message.ts;
    },
    edit: async (channel, user, ts, text) => void (await control('edit-message', { channel, user, ts, text })),
    direct: async (user) => {
      const response = await fetch(`${base}/api/conversations.open`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${answers.botToken}` },
        body: JSON.stringify({ users: user }),
      });
      return z.object({ channel: z.object({ id: z.string() }) }).parse(await response.json()).channel.id;
    },
    openHome: async (user) => void (await control('open-home', { user })),
    messages: async (channel) =>
      z.object({ messages: z.array(messageSchema) }).parse(await (await fetch(`${base}/_control/messages/${channel}`)).json()).messages,
    command: async (channel, user, text) => void (await control('command', { channel, user, command: '/k8sdoc', text })),
    press: async (message, user, actionId, value) => {
      const button = buttonsOf(message).find((each) => each.action_id === actionId && (value === undefined || each.value.includes(value)));
      if (button === undefined)
        throw new Error(
          `no button ${actionId} on the message; it has ${
            buttonsOf(message)
              .map((each) => each.action_id)
              .join(', ') || 'none'
          }`,
        );
      await control('interact', {
        channel: message.channel,
        messageTs: message.ts,
        user,
        action: { type: 'button', action_id: button.action_id, value: button.value },
      });
    },
    dialog: () => until(() => page.view(), 'a dialog'),
    submit: async (user, values) => {
      page.forgetErrors();
      page.send({
        t: 'view_submit',
        user,
        values: Object.fromEntries(
          Object.entries(values).map(([block, given]) => [
            block,
            {
              [actionOf(page.view(), block)]:
                'choice' in given ? { type: 'static_select', selected_option: { value: given.choice } } : { type: 'plain_text_input', value: given.value },
            },
          ]),
        ),
      });
      return until(() => page.errors() ?? (page.view() === undefined ? {} : undefined), 'an answer to the dialog');
    },
    log: async () => logSchema.parse(await (await fetch(`${base}/_control/log`)).json()).log,
    home: (user) => Promise.resolve(page.home(user)),
    stop: async () => {
      page.close();
      server.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The buttons of a message, in order. */
export function buttonsOf(message: LocalMessage): Button[] {
  const actions = z.looseObject({
    type: z.literal('actions'),
    elements: z.array(z.looseObject({ type: z.string(), action_id: z.string(), value: z.string().default(''), text: z.object({ text: z.string() }) })),
  });
  return (message.blocks ?? []).flatMap((block) => {
    const parsed = actions.safeParse(block);
    return parsed.success ? parsed.data.elements.map((each) => ({ action_id: each.action_id, value: each.value, label: each.text.text })) : [];
  });
}

/** All that a reader sees of a message, as one text. */
export function shownIn(message: LocalMessage): string {
  const texts = (node: unknown): string[] => {
    if (Array.isArray(node)) return node.flatMap(texts);
    if (typeof node !== 'object' || node === null) return [];
    return Object.entries(node).flatMap(([key, value]) => (key === 'text' && typeof value === 'string' ? [value] : texts(value)));
  };
  return texts(message.blocks ?? []).join('');
}

/** Sends a body to the bot as Slack does, signed; `at` is the timestamp in seconds, `signature` takes the place of the right one. */
export async function signed(
  url: string,
  secret: string,
  body: { readonly json: unknown } | { readonly payload: unknown } | { readonly form: Readonly<Record<string, string>> },
  forged: { readonly at?: number; readonly signature?: string } = {},
): Promise<{ readonly status: number; readonly text: string; readonly time: number }> {
  const text =
    'json' in body ? JSON.stringify(body.json) : new URLSearchParams('payload' in body ? { payload: JSON.stringify(body.payload) } : body.form).toString();
  const at = String(forged.at ?? Math.floor(Date.now() / 1000));
  const signature = forged.signature ?? `v0=${createHmac('sha256', secret).update(`v0:${at}:${text}`).digest('hex')}`;
  const start = performance.now();
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'json' in body ? 'application/json' : 'application/x-www-form-urlencoded',
      'x-slack-signature': signature,
      'x-slack-request-timestamp': at,
    },
    body: text,
  });
  return { status: response.status, text: await response.text(), time: performance.now() - start };
}

/** Asks until there is an answer, for at most `time` milliseconds. */
export async function until<T>(ask: () => T | undefined | Promise<T | undefined>, what: string, time = 15_000): Promise<T> {
  const end = Date.now() + time;
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`waited ${time} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

type Page = {
  view(): LocalView | undefined;
  errors(): Readonly<Record<string, string>> | undefined;
  forgetErrors(): void;
  home(user: string): LocalView | undefined;
  send(message: unknown): void;
  close(): void;
};

const news = z.discriminatedUnion('t', [
  z.object({ t: z.literal('view'), stack: z.array(viewSchema) }),
  z.object({ t: z.literal('view_errors'), errors: z.record(z.string(), z.string()) }),
  z.object({ t: z.literal('home'), user: z.string(), view: viewSchema }),
]);

/** What the server's own page knows and its control API does not: dialogs and homes. */
async function watch(port: number): Promise<Page> {
  let stack: readonly LocalView[] = [];
  let errors: Readonly<Record<string, string>> | undefined;
  const homes = new Map<string, LocalView>();
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ui`);
  socket.addEventListener('message', (event) => {
    const heard = news.safeParse(JSON.parse(String(event.data)));
    if (!heard.success) return;
    if (heard.data.t === 'view') stack = heard.data.stack;
    else if (heard.data.t === 'view_errors') errors = heard.data.errors;
    else homes.set(heard.data.user, heard.data.view);
  });
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('error', () => reject(new Error('the page of the Slack-compatible server does not open')), { once: true });
  });
  return {
    view: () => stack.at(-1),
    errors: () => errors,
    forgetErrors: () => (errors = undefined),
    home: (user) => homes.get(user),
    send: (message) => socket.send(JSON.stringify(message)),
    close: () => socket.close(),
  };
}

function actionOf(view: LocalView | undefined, block: string): string {
  const found = z.looseObject({ element: z.looseObject({ action_id: z.string() }) }).safeParse(view?.blocks.find((each) => each.block_id === block));
  if (!found.success) throw new Error(`the dialog has no field ${block}`);
  return found.data.element.action_id;
}
