/** A connection of its own that lasts: made ready, and made again whenever it is lost, until it is closed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

export type Lasting = {
  /** Resolves once the connection is ready for the first time. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
};

const retry = 500;

/** Keeps one connection; `prepare` is run on every new one before it counts as ready. An outage is logged once. */
export function keepConnected(options: {
  readonly url: string;
  readonly name: string;
  readonly prepare: (client: Client) => Promise<unknown>;
  readonly log: (problem: unknown) => void;
}): Lasting {
  const ready = Promise.withResolvers<void>();
  const closing = new AbortController();
  let current: Client | undefined;

  const connected = async (): Promise<void> => {
    const client = new Client({
      connectionString: options.url,
      connectionTimeoutMillis: 5000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      application_name: options.name,
    });
    // What goes wrong is told by the promises, and by the end that follows an error; unheard, the event would end the process.
    client.on('error', () => undefined);
    const ended = new Promise<void>((settle) => client.once('end', settle));
    try {
      await client.connect();
      await options.prepare(client);
    } catch (error) {
      await client.end().catch(options.log);
      throw error;
    }
    ready.resolve();
    if (closing.signal.aborted) return client.end();
    current = client;
    await ended;
    current = undefined;
    if (!closing.signal.aborted) throw new Error(`the connection "${options.name}" to PostgreSQL was lost`);
  };

  const last = async (): Promise<void> => {
    let told = false;
    while (!closing.signal.aborted) {
      const began = Date.now();
      try {
        await connected();
      } catch (error) {
        if (!told || Date.now() - began > 10 * retry) options.log(error);
        told = true;
      }
      if (!closing.signal.aborted) await sleep(retry, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  };
  const over = last();

  return {
    ready: ready.promise,
    close: async () => {
      closing.abort();
      await current?.end();
      await over;
    },
  };
}
