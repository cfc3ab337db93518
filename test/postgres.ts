/**
 * A real PostgreSQL for tests: one embedded server a test file, in a folder of its own, or the one that K8SDOC_TEST_DATABASE_URL names
 * (its account must be allowed to create databases). Every store gets a fresh database there.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { type Database, openDatabase } from '#store/database.ts';
import { startEmbedded } from '#store/embedded.ts';
import { createStores, type Stores } from '#store/stores.ts';

export type TestStore = {
  readonly database: Database;
  readonly stores: Stores;
  /** What was logged. */
  readonly problems: readonly unknown[];
  stop(): Promise<void>;
};

type Server = { readonly url: string; stop(): Promise<void> };

let server: Promise<Server> | undefined;
let guests = 0;

/** A fresh, empty database on the file's server, and how to drop it again; the last one dropped stops the server. */
export async function freshDatabase(): Promise<{ readonly url: string; drop(): Promise<void> }> {
  server ??= startServer();
  guests += 1;
  const running = await server;
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await run(running.url, `create database ${name}`);
  const url = new URL(running.url);
  url.pathname = name;
  return {
    url: url.href,
    drop: async () => {
      await run(running.url, `drop database ${name} with (force)`);
      guests -= 1;
      if (guests > 0) return;
      server = undefined;
      await running.stop();
    },
  };
}

export async function startStore(): Promise<TestStore> {
  const fresh = await freshDatabase();
  const problems: unknown[] = [];
  const log = (problem: unknown): void => void problems.push(problem);
  const database = await openDatabase({ url: fresh.url, dataDir: '/nonexistent', log });
  let counter = 0;
  const stores = createStores(database, { newId: () => `id${(counter += 1)}`, log });
  return {
    database,
    stores,
    problems,
    stop: async () => {
      await stores.close();
      await database.close();
      await fresh.drop();
    },
  };
}

async function startServer(): Promise<Server> {
  const given = process.env['K8SDOC_TEST_DATABASE_URL'];
  if (given !== undefined) return { url: given, stop: () => Promise.resolve() };
  const folder = await mkdtemp(join(tmpdir(), 'k8sdoc-postgres-'));
  const embedded = await startEmbedded(folder, (problem) => process.emitWarning(`the embedded server of the tests: ${String(problem)}`));
  return {
    url: embedded.url,
    stop: async () => {
      await embedded.release();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function run(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
