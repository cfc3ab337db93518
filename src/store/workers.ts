/**
 * Which workers live: each holds an advisory lock for as long as its connection lives. PostgreSQL frees the lock when the process
 * dies, so that nobody has to wait for a time-out to know. A connection that is lost is made again, and the lock taken again.
 */
import { sql } from 'kysely';
import type { WorkerRegistry } from '#remediation/ports.ts';
import type { Database } from './database.ts';
import { keepConnected, type Lasting } from './lasting.ts';

/** Our half of the lock's two keys: "k8sd" as four bytes. */
const lockClass = 0x6b_38_73_64;

export function workerRegistry(database: Database, log: (problem: unknown) => void): WorkerRegistry & { close(): Promise<void> } {
  const connections: Lasting[] = [];
  return {
    join: async (worker) => {
      // Shared, so that a connection that PostgreSQL has not yet given up never keeps the next one of the same worker waiting.
      const prepare: Parameters<typeof keepConnected>[0]['prepare'] = (client) =>
        client.query('select pg_advisory_lock_shared($1, hashtext($2))', [lockClass, worker]);
      const connection = keepConnected({ url: database.url, name: `k8sdoc ${worker}`, prepare, log });
      connections.push(connection);
      await connection.ready;
    },
    isAlive: (worker) =>
      database.read(async (db) => {
        // objid is an oid, hashtext a signed int: the same 32 bits.
        const found = await sql`select 1 from pg_locks where locktype = 'advisory' and classid = ${lockClass}
          and objid = (hashtext(${worker})::bigint & 4294967295)::oid and granted and database = (select oid from pg_database where datname = current_database())`.execute(
          db,
        );
        return found.rows.length > 0;
      }),
    close: async () => {
      await Promise.all(connections.map((connection) => connection.close()));
    },
  };
}
