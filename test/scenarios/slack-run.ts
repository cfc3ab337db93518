import { pino } from 'pino';
import { startSlack } from '#faces/slack/slack.ts';
import type { SlackOptions } from '#faces/slack/slack.ts';
import { freePort, startLocalSlack } from '../local-slack.ts';
import type { LocalMessage, LocalSlack } from '../local-slack.ts';
import { testDesk } from './slack-desk.ts';
import type { TestDesk } from './slack-desk.ts';

/** Slack's face between the Slack-compatible server and the desk in memory. */
export type Running = {
  readonly slack: LocalSlack;
  readonly desk: TestDesk;
  readonly logged: string[];
  readonly bot: Awaited<ReturnType<typeof startSlack>>;
  /** Where the bot listens, in HTTP mode. */
  readonly url: string;
  /** One more process on the same store. */
  start(): Promise<Awaited<ReturnType<typeof startSlack>>>;
  stop(): Promise<void>;
};

export async function run(mode: 'socket' | 'http', options: Partial<SlackOptions> = {}): Promise<Running> {
  const eventsPort = await freePort();
  const slack = await startLocalSlack({ mode, eventsPort });
  const desk = testDesk();
  const logged: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) });
  const started: Awaited<ReturnType<typeof startSlack>>[] = [];
  const start = async (): Promise<Awaited<ReturnType<typeof startSlack>>> => {
    const bot = await startSlack(
      {
        botToken: slack.botToken,
        ...(mode === 'socket' ? { appToken: slack.appToken } : { signingSecret: slack.signingSecret, port: eventsPort, host: '127.0.0.1' }),
        // Without the slash at the end, as people write it.
        apiUrl: slack.apiUrl.replace(/\/$/u, ''),
        channels: new Map([
          ['C03QUIET', { mode: 'mention' as const }],
          ['C04OFF', { mode: 'off' as const }],
          ['C05ZH', { mode: 'auto' as const, language: 'zh' as const }],
        ]),
        verbs: ['diagnose', 'ask', 'check', 'fix', 'help', 'kb'],
        pace: { sweep: 400, update: 50, late: 600 },
        ...options,
      },
      desk,
      desk.services,
      log,
    );
    started.push(bot);
    return bot;
  };
  const bot = await start();
  return {
    slack,
    desk,
    logged,
    bot,
    url: `http://127.0.0.1:${eventsPort}/slack/events`,
    start,
    stop: async () => {
      try {
        await Promise.all(started.map((each) => each.stop()));
      } finally {
        await slack.stop();
      }
    },
  };
}

/** What the bot said, oldest first. */
export const byBot = (messages: readonly LocalMessage[]): LocalMessage[] => messages.filter((message) => message.user === 'U0BOT');
/** Time in which something that must not happen would. */
export const quiet = (time = 500): Promise<void> => new Promise((resolve) => setTimeout(resolve, time));
