/**
 * Slack's face: turns what people do in Slack into words at the desk, and the desk's replies into messages.
 */
import type { Logger } from 'pino';
import { App, webApi } from '@slack/bolt';
import type { Changes } from '#commands/context.ts';
import type { Desk } from '#commands/desk.ts';
import { startCards } from './cards.ts';
import type { CardStore } from './cards.ts';
import { fileReader } from './content.ts';
import type { ChannelSettings, Face } from './face.ts';
import { listen } from './listeners/index.ts';
import { languages } from './people.ts';
import { boltLogger, httpTransport, slackProblem, socketTransport } from './transport.ts';
import type { Connection } from './transport.ts';

export type SlackOptions = {
  /** `xoxb-…` */
  readonly botToken: string;
  /** `xapp-…`: Socket Mode. */
  readonly appToken?: string | undefined;
  /** HTTP, where there is no app token. */
  readonly signingSecret?: string | undefined;
  /** The Web API's address, with or without a slash at the end; Slack's own by default. */
  readonly apiUrl?: string | undefined;
  /** The port for Slack's HTTP requests; 0 takes a free one. 3001 by default. */
  readonly port?: number | undefined;
  /** The address to listen on; every one by default. */
  readonly host?: string | undefined;
  /** By channel id. A channel that is not listed is `auto`: somebody invited the bot there. */
  readonly channels: { get(channel: string): ChannelSettings | undefined };
  /** The workspace whose members may press buttons; the token's own by default. */
  readonly teamId?: string | undefined;
  /** The names of the commands: a text that begins with one is a command line. */
  readonly verbs: Iterable<string>;
  /** Milliseconds; see `startCards`. */
  readonly pace?: { readonly sweep: number; readonly update: number; readonly late: number } | undefined;
};

export type SlackHealth = {
  readonly mode: 'socket' | 'http';
  readonly state: Connection;
  readonly team: string;
  readonly bot: string;
  readonly port?: number | undefined;
};

/** The configuration or the tokens do not do; the message says which and what to do. */
export class SlackSetupError extends Error {}

/**
 * Connects to Slack and answers until stopped.
 * @throws {SlackSetupError} when a token is missing or refused, or Slack cannot be reached at the start.
 */
export async function startSlack(
  options: SlackOptions,
  desk: Desk,
  services: { readonly incidents: CardStore; readonly changes: Pick<Changes, 'subscribe'> },
  log: Logger,
): Promise<{ stop(): Promise<void>; health(): SlackHealth }> {
  const apiUrl = `${(options.apiUrl ?? 'https://slack.com/api').replace(/\/+$/u, '')}/`;
  const common = { slackApiUrl: apiUrl, logger: boltLogger(log) };
  // A dialog is of no use after three seconds; an answer is better late than never.
  const quick = new webApi.WebClient(options.botToken, {
    ...common,
    retryConfig: { retries: 2, factor: 2, minTimeout: 300 },
    rejectRateLimitedCalls: true,
    timeout: 15_000,
  });
  const patient = new webApi.WebClient(options.botToken, { ...common, timeout: 30_000 });

  const onForged = (remote: string): void => void desk.turnedAway({ from: { face: 'slack', place: '', message: '' }, why: 'signature', details: { remote } });
  const transport = transportOf(options, apiUrl, log, onForged);
  const me = await introduce(quick, options.teamId);
  const ending = new AbortController();
  const signal = ending.signal;
  const underway = new Set<Promise<void>>();
  const app = new App({
    receiver: transport.receiver,
    authorize: () => Promise.resolve({ botToken: options.botToken, botId: me.bot, botUserId: me.user, teamId: me.team }),
    ignoreSelf: false,
    convoStore: false,
    logger: boltLogger(log),
    clientOptions: { slackApiUrl: apiUrl },
  });
  app.error((error) => {
    log.error({ err: error }, 'a request from Slack could not be read');
    return desk.turnedAway({ from: { face: 'slack', place: '', message: '' }, why: 'unreadable' });
  });

  const cards = startCards({
    client: patient,
    desk,
    incidents: services.incidents,
    changes: services.changes,
    log,
    signal,
    bot: me,
    ...(options.pace === undefined ? {} : { pace: options.pace }),
  });
  const face: Face = {
    desk,
    incidents: services.incidents,
    cards,
    client: quick,
    poster: patient,
    read: fileReader({ client: quick, botToken: options.botToken, apiUrl, log, signal }),
    settings: (channel) => options.channels.get(channel) ?? { mode: 'auto' },
    languageOf: languages(quick, log),
    me,
    verbs: new Set(options.verbs),
    log,
    signal,
    track: (work) => {
      underway.add(work);
      void work.finally(() => underway.delete(work));
    },
  };
  listen(app, face);

  const end = async (): Promise<void> => {
    await transport.stop();
    // What is under way gets five seconds to end by itself, then it is told to.
    await within(5000, Promise.all(underway));
    ending.abort();
    await within(5000, Promise.all([cards.stop(), ...underway]));
  };
  let ended: Promise<void> | undefined;
  const stop = (): Promise<void> => (ended ??= end());
  try {
    await transport.start();
  } catch (error) {
    await stop();
    throw new SlackSetupError(startProblem(transport.mode, slackProblem(error)), { cause: error });
  }
  return { stop, health: () => ({ mode: transport.mode, state: transport.state(), team: me.team, bot: me.user, port: transport.port() }) };
}

function transportOf(options: SlackOptions, apiUrl: string, log: Logger, onForged: (remote: string) => void): ReturnType<typeof socketTransport> {
  if (options.appToken !== undefined && options.appToken !== '') return socketTransport({ appToken: options.appToken, apiUrl, log });
  if (options.signingSecret !== undefined && options.signingSecret !== '')
    return httpTransport({ signingSecret: options.signingSecret, port: options.port ?? 3001, host: options.host, log, onForged });
  throw new SlackSetupError('Slack: a bot token alone is not enough. Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.');
}

async function introduce(client: webApi.WebClient, team: string | undefined): Promise<Face['me']> {
  const answer = await client.auth.test().catch((error: unknown) => {
    throw new SlackSetupError(`Slack: the bot token was not accepted (${slackProblem(error)}). Check SLACK_BOT_TOKEN and that this machine reaches Slack.`, {
      cause: error,
    });
  });
  if (answer.user_id === undefined || answer.team_id === undefined)
    throw new SlackSetupError('Slack: auth.test names no bot user. Check that SLACK_BOT_TOKEN begins with xoxb-.');
  return { team: team ?? answer.team_id, user: answer.user_id, bot: answer.bot_id ?? '' };
}

function startProblem(mode: 'socket' | 'http', problem: string): string {
  return mode === 'socket'
    ? `Slack: no connection by Socket Mode (${problem}). Check SLACK_APP_TOKEN (xapp-…, scope connections:write) and that Socket Mode is on.`
    : `Slack: the port for HTTP requests could not be opened (${problem}). Choose another port.`;
}

async function within(time: number, work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, time);
  try {
    await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
