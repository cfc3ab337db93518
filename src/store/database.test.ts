import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startStore, type TestStore } from '../../test/postgres.ts';
import { DatabaseGone } from './database.ts';

let at: TestStore;
beforeAll(async () => {
  at = await startStore();
});
afterAll(() => at.stop());

it('loses a connection in the middle of a transaction without losing the process, and goes on with another', async () => {
  const lost = at.database.write(async (db) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
    await at.database.read((other) => sql`select pg_terminate_backend(${rows[0]?.pid ?? 0})`.execute(other));
    // The connection is nobody's now: it breaks while no query is on its way.
    await sleep(100);
    await sql`select 1`.execute(db);
  });
  await expect(lost).rejects.toBeInstanceOf(DatabaseGone);
  expect(at.problems.map(String).join('\n')).toMatch(/terminat/i);
  expect((await at.database.health()).ok).toBe(true);
});
