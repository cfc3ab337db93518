/**
 * Which workers live: each holds an advisory lock for as long as its connection lives. PostgreSQL frees the lock when the process
 * dies, so that nobody has to wait for a time-out to know.
 */
import { sql } from 'kysely';
import { Client } from 'pg';
import type { WorkerId } from '#knowledge/ids.ts';
import type { WorkerRegistry } from '#remediation/ports.ts';
import type { Database } from './database.ts';

/** Our half of the lock's two keys: "k8sd" as four bytes. */
const lockClass = 0x6b_38_73_64;
const retry = 500;

export function workerRegistry(database: Database, log: (problem: unknown) => void): WorkerRegistry & { close(): Promise<void> } {
  const connections = new Set<Client>();
  let closed = false;

  const hold = async (worker: WorkerId): Promise<void> => {
    const client = new Client({
      connectionString: database.url,
      connectionTimeoutMillis: 5000,
      keepAlive: true,
      application_name: `k8sdoc worker ${worker}`,
    });
    let over = false;
    const lost = (): void => {
      if (over) return;
      over = true;
      connections.delete(client);
      if (!closed) setTimeout(() => void hold(worker).catch(log), retry);
    };
    client.on('error', lost);
    client.on('end', lost);
    try {
      await client.connect();
      await client.query('select pg_advisory_lock($1, hashtext($2))', [lockClass, worker]);
      connections.add(client);
    } catch (error) {
      await client.end().catch(log);
      lost();
      throw error;
    }
  };

  return {
    join: hold,
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
      closed = true;
      await Promise.all([...connections].map((client) => client.end()));
    },
  };
}
