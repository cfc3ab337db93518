/** How sure the bot must be in which channel, from the configuration file to the message in Slack. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '#config/config.ts';
import { type App, startApp } from '../../src/app.ts';
import { type LocalSlack, noLocalSlack, startLocalSlack, until } from '../local-slack.ts';

const missing = await noLocalSlack();
const certain = 'failed to set bridge addr: "cni0" already has an IP address different from 10.244.2.1/24';
const likely = 'W1120 10:22:01.551234       1 reflector.go:436] watch of *v1.Pod ended with: too old resource version: 309461 (309999)';

describe.skipIf(missing !== undefined)(`the threshold of a channel${missing === undefined ? '' : ` (${missing})`}`, () => {
  let folder: string;
  let slack: LocalSlack;
  let app: App | undefined;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'k8sdoc-threshold-'));
    const members = ['U01ANA', 'U0BOT'];
    slack = await startLocalSlack({ mode: 'socket', channels: ['C01GEN', 'C02SURE', 'C03EAGER'].map((id) => ({ id, name: id.toLowerCase(), members })) });
    const file = join(folder, 'k8sdoc.yaml');
    await writeFile(file, 'channels:\n  - { id: C02SURE, threshold: 0.99 }\n  - { id: C03EAGER, threshold: 0.7 }\n');
    const config = await readConfig({
      K8SDOC_CONFIG: file,
      K8SDOC_DATA_DIR: join(folder, 'data'),
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      LOG_LEVEL: 'silent',
    });
    app = await startApp(config, { faces: true, workers: false });
  });
  afterAll(async () => {
    await app?.close();
    await slack.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** The texts that were answered in a channel, each in its own thread. */
  const answered = async (channel: string): Promise<readonly unknown[]> => {
    const messages = await slack.messages(channel);
    const threads = new Set(messages.filter(({ user }) => user === slack.botUser).map(({ thread_ts }) => thread_ts));
    return messages.filter(({ ts, user }) => user !== slack.botUser && threads.has(ts)).map(({ text }) => text);
  };

  it('makes it speak where it would be silent, and silent where it would speak', async () => {
    for (const channel of ['C02SURE', 'C01GEN', 'C03EAGER']) for (const text of [certain, likely]) await slack.post(channel, 'U01ANA', text);
    // What was posted first is heard first: when the last is answered, the others have had their time.
    await until(async () => ((await answered('C03EAGER')).length === 2 ? true : undefined), 'both answers in the eager channel', 30_000);
    await until(async () => ((await answered('C01GEN')).length > 0 ? true : undefined), 'the answer in the usual channel');
    expect(await answered('C01GEN')).toEqual([certain]);
    expect(await answered('C02SURE')).toEqual([]);
  });
});
