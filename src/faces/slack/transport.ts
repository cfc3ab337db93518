/**
 * How Slack reaches the bot: a web socket that the bot opens (Socket Mode), or signed HTTP requests.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { HTTPReceiver, LogLevel, SocketModeReceiver, webApi } from '@slack/bolt';
import type { Logger as BoltLogger, Receiver } from '@slack/bolt';

export type Connection = 'connecting' | 'connected' | 'stopped';

/** A way in. `start` resolves when Slack can reach us, `stop` when it no longer does. */
export type Transport = {
  readonly mode: 'socket' | 'http';
  readonly receiver: Receiver;
  start(): Promise<void>;
  stop(): Promise<void>;
  state(): Connection;
  /** The port that is listened on, in HTTP mode. */
  port(): number | undefined;
};

/** Slack's libraries log through ours. Tokens never get there: they log payloads at debug only, which we do not pass on. */
export function boltLogger(log: Logger): BoltLogger {
  const words = (parts: unknown[]): string => parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ');
  return {
    debug: () => {},
    info: (...parts) => log.debug(words(parts)),
    warn: (...parts) => log.warn(words(parts)),
    error: (...parts) => log.error(words(parts)),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}

/**
 * Socket Mode. The client's own reconnecting leaves promises that nobody waits for, and a refused reconnect would end the
 * process; so that is switched off, and connections are made again here, at once after a clean end and with growing pauses
 * (to half a minute) while they fail.
 */
export function socketTransport(options: { readonly appToken: string; readonly apiUrl: string; readonly log: Logger; readonly pause?: number }): Transport {
  const { log } = options;
  const receiver = new SocketModeReceiver({
    appToken: options.appToken,
    logger: boltLogger(log),
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: { slackApiUrl: options.apiUrl, retryConfig: { retries: 0 }, timeout: 10_000, rejectRateLimitedCalls: true } },
    processEventErrorHandler: ({ error }) => {
      log.error({ err: error }, 'a request from Slack could not be taken; Slack will send it again');
      return Promise.resolve(false);
    },
  });
  const { client } = receiver;
  let state: Connection = 'connecting';
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;

  const connect = async (): Promise<void> => {
    state = 'connecting';
    await client.start();
    failures = 0;
    state = 'connected';
    log.info('connected to Slack by Socket Mode');
  };
  const later = (): void => {
    if (state === 'stopped' || timer !== undefined) return;
    state = 'connecting';
    const wait = failures === 0 ? 0 : Math.min(30_000, (options.pause ?? 500) * 2 ** Math.min(failures, 8));
    timer = setTimeout(() => {
      timer = undefined;
      connect().catch((error: unknown) => {
        failures += 1;
        log.warn({ err: error, failures }, 'Slack could not be reached by Socket Mode; trying again');
        later();
      });
    }, wait);
  };
  client.on('disconnected', () => {
    if (state === 'connected') log.warn('the connection to Slack ended; connecting again');
    if (state === 'connected') later();
  });

  return {
    mode: 'socket',
    receiver,
    state: () => state,
    port: () => undefined,
    start: connect,
    stop: async () => {
      state = 'stopped';
      clearTimeout(timer);
      await Promise.race([client.disconnect(), new Promise((resolve) => setTimeout(resolve, 3000).unref())]);
    },
  };
}

/** Signed HTTP requests to `/slack/events`. Forged and stale ones are answered with 401 and logged. */
export function httpTransport(options: {
  readonly signingSecret: string;
  readonly port: number;
  readonly host?: string | undefined;
  readonly log: Logger;
  /** Hears of every request whose signature or time is wrong. */
  readonly onForged: (from: string) => void;
}): Transport {
  const { log } = options;
  let state: Connection = 'connecting';
  let address: AddressInfo | undefined;
  let server: Server | undefined;
  const receiver = new HTTPReceiver({ signingSecret: options.signingSecret, logger: boltLogger(log), bodyLimit: '5mb' });
  return {
    mode: 'http',
    receiver,
    state: () => state,
    port: () => address?.port,
    start: async () => {
      const started = await receiver.start({ port: options.port, ...(options.host === undefined ? {} : { host: options.host }) });
      server = started;
      started.on('request', (request, response) => {
        response.once('finish', () => {
          if (response.statusCode === 401) options.onForged(request.socket.remoteAddress ?? '');
        });
      });
      const bound = started.address();
      address = typeof bound === 'object' && bound !== null ? bound : undefined;
      state = 'connected';
      log.info({ port: address?.port }, 'listening for Slack');
    },
    stop: async () => {
      state = 'stopped';
      if (server === undefined) return;
      server.closeIdleConnections();
      await receiver.stop();
    },
  };
}

/** What a failed call says of itself, for logs and for the person at the terminal. */
export function slackProblem(error: unknown): string {
  if (error instanceof webApi.WebAPIPlatformError) return error.data.error;
  return error instanceof Error ? error.message : String(error);
}
