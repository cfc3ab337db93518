/** PostgreSQL goes away and comes back: what is said meanwhile, and that nothing has to be restarted. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IncidentId, WorkerId } from '#knowledge/ids.ts';
import { Problem } from '#language/problem.ts';
import { type Cable, layCable } from '../../test/cable.ts';
import { ana, now } from '../../test/plans.ts';
import { freshDatabase } from '../../test/postgres.ts';
import { type Database, DatabaseGone, openDatabase } from './database.ts';
import { createStores, type Stores } from './stores.ts';

let fresh: Awaited<ReturnType<typeof freshDatabase>>;
let cable: Cable;
let near: Database;
let direct: Database;
let stores: Stores;
let problems: unknown[];
let counter = 0;

beforeEach(async () => {
  fresh = await freshDatabase();
  problems = [];
  const log = (problem: unknown): void => void problems.push(problem);
  cable = await layCable(Number(new URL(fresh.url).port));
  const url = new URL(fresh.url);
  url.port = String(cable.port);
  near = await openDatabase({ url: url.href, dataDir: '/nonexistent', log });
  direct = await openDatabase({ url: fresh.url, dataDir: '/nonexistent', log });
  stores = createStores(near, { newId: () => `id${(counter += 1)}`, log });
});
afterEach(async () => {
  await stores.close();
  await near.close();
  await direct.close();
  await cable.stop();
  await fresh.drop();
});

const draft = (message: string) =>
  ({ openedAt: now, openedBy: ana, origin: { face: 'browser', place: 'main', message }, language: 'en', excerpt: '', matches: [] }) as const;

describe('while PostgreSQL is away', () => {
  it('says so, in both languages, to whoever writes; and writes again as soon as it is back', async () => {
    await stores.incidents.open(draft('before'));
    await cable.cut();
    const error = await stores.incidents.open(draft('meanwhile')).catch((gone: unknown) => gone);
    expect(error).toBeInstanceOf(DatabaseGone);
    expect(error).toMatchObject({ text: { en: expect.stringContaining('try again'), zh: expect.stringContaining('重试') } });
    expect((await near.health()).ok).toBe(false);
    await cable.mend();
    expect((await stores.incidents.open(draft('after'))).fresh).toBe(true);
    expect((await near.health()).ok).toBe(true);
    expect((await stores.incidents.recent({ limit: 9 })).map((one) => one.origin.message).toSorted()).toEqual(['after', 'before']);
  });

  it('lets reads wait for a moment, and tells them too when it stays away', async () => {
    const { incident } = await stores.incidents.open(draft('kept'));
    await cable.cut();
    const found = stores.incidents.find(incident.id);
    await sleep(300);
    await cable.mend();
    expect(await found).toEqual(incident);
    await cable.cut();
    await expect(stores.incidents.find(incident.id)).rejects.toBeInstanceOf(DatabaseGone);
  });

  it('commits nothing of a transaction that was cut off', async () => {
    const writing = near.write(async (db) => {
      await sql`insert into deliveries (key) values ('half')`.execute(db);
      await cable.cut();
      await sql`insert into deliveries (key) values ('other half')`.execute(db);
    });
    await expect(writing).rejects.toBeInstanceOf(DatabaseGone);
    expect(await direct.read((db) => db.selectFrom('deliveries').selectAll().execute())).toEqual([]);
  });

  it('can be closed', async () => {
    await cable.cut();
    await stores.close();
    await near.close();
    await cable.mend();
    near = await openDatabase({ url: fresh.url, dataDir: '/nonexistent', log: () => undefined });
    stores = createStores(near, { newId: () => 'x', log: () => undefined });
  });
});

describe('news', () => {
  it('come again when the connection is back', async () => {
    const heard: IncidentId[] = [];
    stores.changes.subscribe(() => {
      throw new Error('one listener that fails does not keep the others from hearing');
    });
    stores.changes.subscribe((incident) => heard.push(incident));
    await expect.poll(() => listening(direct)).toBe(1);
    await cable.cut();
    await expect.poll(() => listening(direct)).toBe(0);
    await cable.mend();
    await expect.poll(() => listening(direct), { timeout: 5000 }).toBe(1);
    const { incident } = await stores.incidents.open(draft('told'));
    await expect.poll(() => heard).toEqual([incident.id]);
    expect(problems.filter((problem) => String(problem).includes('one listener'))).toHaveLength(1);
  });
});

async function listening(database: Database): Promise<number> {
  const found = await database.read((db) =>
    sql<{ query: string }>`select query from pg_stat_activity where datname = current_database() and application_name = 'k8sdoc news'
      and query like 'listen%'`.execute(db),
  );
  return found.rows.length;
}

describe('a worker', () => {
  const worker = 'worker:1' as WorkerId;
  const seen = async (): Promise<boolean> => createdOver(direct).isAlive(worker);
  const createdOver = (database: Database) => ({
    isAlive: async (id: WorkerId): Promise<boolean> => {
      const other = createStores(database, { newId: () => 'x', log: () => undefined });
      try {
        return await other.workers.isAlive(id);
      } finally {
        await other.close();
      }
    },
  });

  it('counts as alive from joining on, also after its connection was lost and made again', async () => {
    expect(await seen()).toBe(false);
    await stores.workers.join(worker);
    expect(await seen()).toBe(true);
    await cable.cut();
    await expect.poll(seen, { timeout: 5000 }).toBe(false);
    await cable.mend();
    await expect.poll(seen, { timeout: 5000 }).toBe(true);
  });

  it('is known to be dead as soon as it leaves or is killed', async () => {
    await stores.workers.join(worker);
    await stores.close();
    await expect.poll(seen, { timeout: 2000 }).toBe(false);
    const source = `
      const { openDatabase } = await import('#store/database.ts');
      const { createStores } = await import('#store/stores.ts');
      const database = await openDatabase({ url: process.argv[1], dataDir: '/nonexistent', log: console.error });
      await createStores(database, { newId: () => 'x', log: console.error }).workers.join('worker:1');
      console.log('joined');`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', source, fresh.url], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exit = once(child, 'exit');
    for await (const line of createInterface({ input: child.stdout })) {
      expect(line).toBe('joined');
      expect(await seen()).toBe(true);
      child.kill('SIGKILL');
    }
    await exit;
    await expect.poll(seen, { timeout: 2000 }).toBe(false);
  });
});

describe('a database that cannot be opened', () => {
  it.each([
    ['no server', (url: URL) => (url.port = '1'), /127\.0\.0\.1:1 cannot be reached.*DATABASE_URL/],
    ['a wrong password', (url: URL) => (url.password = 'wrong'), /does not let.*password authentication failed.*DATABASE_URL/],
    ['no such database', (url: URL) => (url.pathname = '/nowhere'), /does not let.*"nowhere" does not exist.*DATABASE_URL/],
  ])('is refused with what to do: %s', async (_what, change, words) => {
    const url = new URL(fresh.url);
    change(url);
    const error = await openDatabase({ url: url.href, dataDir: '/nonexistent', log: () => undefined }).catch((problem: unknown) => problem);
    expect(error).toBeInstanceOf(Problem);
    expect(String(error)).toMatch(words);
    expect(String(error)).not.toContain(`:${new URL(fresh.url).password}@`);
  });
});
