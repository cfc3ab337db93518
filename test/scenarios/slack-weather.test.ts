import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { SlackSetupError, startSlack } from '#faces/slack/slack.ts';
import { pino } from 'pino';
import { freePort, noLocalSlack, shownIn, startLocalSlack, until } from '../local-slack.ts';
import { fault, testDesk } from './slack-desk.ts';
import { byBot, quiet, run } from './slack-run.ts';
import type { Running } from './slack-run.ts';

const missing = await noLocalSlack();
if (missing !== undefined && process.env['CI'] === 'true') throw new Error(missing);

const general = 'C01GEN';
const silent = pino({ level: 'silent' });

describe.skipIf(missing !== undefined)(`Slack in bad weather${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  it('connects again by Socket Mode when Slack was away, and leaves no promise without an owner', async () => {
    const unowned: unknown[] = [];
    const note = (reason: unknown): void => void unowned.push(reason);
    process.on('unhandledRejection', note);
    try {
      const port = await freePort();
      const first = await startLocalSlack({ mode: 'socket', port });
      const desk = testDesk();
      const bot = await startSlack(
        {
          botToken: first.botToken,
          appToken: first.appToken,
          apiUrl: first.apiUrl,
          channels: new Map(),
          verbs: [],
          pace: { sweep: 400, update: 50, late: 600 },
        },
        desk,
        desk.services,
        silent,
      );
      closing.push(() => bot.stop());
      await first.stop();
      await until(() => (bot.health().state === 'connecting' ? true : undefined), 'the loss to be noticed');
      await quiet(1500);
      const second = await startLocalSlack({ mode: 'socket', port });
      closing.push(() => second.stop());
      await until(() => (bot.health().state === 'connected' ? true : undefined), 'the connection', 20_000);
      await second.post(general, 'U01ANA', fault);
      await until(async () => byBot(await second.messages(general))[0], 'the card');
      expect(unowned).toEqual([]);
    } finally {
      process.off('unhandledRejection', note);
    }
  });

  it('waits as long as Slack asks when it is sent too much, and loses no card', async () => {
    const at: Running = await run('socket');
    closing.push(() => at.stop());
    const front = await proxy(at.slack.apiUrl, ['chat.postMessage', 'chat.update']);
    closing.push(() => front.close());
    const second = await startSlack(
      {
        botToken: at.slack.botToken,
        appToken: at.slack.appToken,
        apiUrl: front.url,
        channels: new Map(),
        verbs: [],
        pace: { sweep: 400, update: 50, late: 60_000 },
      },
      at.desk,
      at.desk.services,
      silent,
    );
    closing.push(() => second.stop());
    await at.bot.stop();
    front.refuse(2);
    await at.slack.post(general, 'U01ANA', fault);
    const posted = await until(async () => byBot(await at.slack.messages(general))[0], 'the card');
    front.refuse(2);
    at.desk.happen(at.desk.incidents()[0]?.id ?? expect.unreachable(), 'after the limit');
    await until(
      async () => byBot(await at.slack.messages(general)).find((message) => message.ts === posted.ts && shownIn(message).includes('after the limit')),
      'the update',
    );
    expect(front.early()).toBe(0);
    expect(front.refused()).toBe(4);
    expect(byBot(await at.slack.messages(general))).toHaveLength(1);
  });

  it('says what is wrong with its tokens, and what to do', async () => {
    const desk = testDesk();
    const base = { apiUrl: `http://127.0.0.1:${await freePort()}/api`, channels: new Map(), verbs: [] };
    await expect(startSlack({ ...base, botToken: 'xoxb-1' }, desk, desk.services, silent)).rejects.toThrow(/SLACK_APP_TOKEN.*SLACK_SIGNING_SECRET/u);
    await expect(startSlack({ ...base, botToken: 'xoxb-1', appToken: 'xapp-1' }, desk, desk.services, silent)).rejects.toThrow(SlackSetupError);
  });
});

type Proxy = { readonly url: string; refuse(times: number): void; refused(): number; early(): number; close(): Promise<void> };

/** Stands before the server and answers 429 when told to, as Slack does; counts the calls that come before the time it named. */
async function proxy(target: string, methods: readonly string[]): Promise<Proxy> {
  let left = 0;
  let refused = 0;
  let early = 0;
  let until = 0;
  const server: Server = createServer((request, response) => {
    const method = (request.url ?? '').split('/').at(-1) ?? '';
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (methods.includes(method)) {
        // A little less than a second: clocks are read on both sides.
        if (Date.now() < until - 50) early += 1;
        if (left > 0) {
          left -= 1;
          refused += 1;
          until = Date.now() + 1000;
          response.writeHead(429, { 'retry-after': '1' }).end();
          return;
        }
      }
      fetch(new URL(method, target), {
        method: 'POST',
        headers: { 'content-type': request.headers['content-type'] ?? '', authorization: request.headers.authorization ?? '' },
        body: Buffer.concat(parts),
      }).then(
        async (answer) => void response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text()),
        () => void response.writeHead(502).end(),
      );
    });
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${port}/api/`,
    refuse: (times) => (left = times),
    refused: () => refused,
    early: () => early,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
