/** Telling every process that an incident changed, and hearing of it: PostgreSQL's LISTEN and NOTIFY, on a connection of its own. */
import { sql } from 'kysely';
import { Client } from 'pg';
import type { IncidentId } from '#knowledge/ids.ts';
import type { Database, Store } from './database.ts';

export const channel = 'k8sdoc_incident';
/** Told with every row of the record: its number and hash. */
export const headChannel = 'k8sdoc_audit_head';

/** Adds one to the incident's version and tells everybody when the transaction commits. */
export async function touch(db: Store, incident: string): Promise<void> {
  await db
    .updateTable('incidents')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', incident)
    .execute();
  await sql`select pg_notify(${channel}, ${incident})`.execute(db);
}

export type Changes = {
  subscribe(listener: (incident: IncidentId) => void): () => void;
  waitFor(incident: IncidentId, past: number, timeout: number, signal: AbortSignal): Promise<void>;
};

const retry = 1000;
/** News can be lost while the connection is away, so whoever waits also looks, this often (milliseconds). */
const look = 1000;

/** @param onHead hears of every head of the record, as it was told. */
export function listen(database: Database, log: (problem: unknown) => void, onHead: (head: string) => void): Changes & { close(): Promise<void> } {
  const listeners = new Set<(incident: IncidentId) => void>();
  let closed = false;
  let client: Client | undefined;
  let timer: NodeJS.Timeout | undefined;

  const later = (): void => {
    client = undefined;
    if (!closed) timer = setTimeout(() => void connect(), retry);
  };
  const connect = async (): Promise<void> => {
    const next = new Client({ connectionString: database.url, connectionTimeoutMillis: 5000, keepAlive: true, application_name: 'k8sdoc news' });
    let over = false;
    const end = (): void => {
      if (over) return;
      over = true;
      later();
    };
    next.on('error', end);
    next.on('end', end);
    next.on('notification', (message) => {
      if (message.channel === headChannel) return onHead(message.payload ?? '');
      const incident = (message.payload ?? '') as IncidentId;
      for (const listener of listeners) listener(incident);
    });
    try {
      await next.connect();
      await next.query(`listen ${channel}`);
      await next.query(`listen ${headChannel}`);
      client = next;
    } catch (error) {
      log(error);
      await next.end().catch(log);
      end();
    }
  };
  const connecting = connect();

  const versionOf = async (incident: IncidentId): Promise<number> => {
    const row = await database.read((db) => db.selectFrom('incidents').select('version').where('id', '=', incident).executeTakeFirst());
    return row?.version ?? 0;
  };
  const subscribe = (listener: (incident: IncidentId) => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  return {
    subscribe,
    waitFor: async (incident, past, timeout, signal) => {
      const until = Date.now() + timeout;
      while (!signal.aborted && Date.now() < until) {
        const wake = Promise.withResolvers<void>();
        const stop = subscribe((changed) => {
          if (changed === incident) wake.resolve();
        });
        const abort = (): void => wake.resolve();
        signal.addEventListener('abort', abort, { once: true });
        const alarm = setTimeout(abort, Math.min(look, Math.max(0, until - Date.now())));
        try {
          if ((await versionOf(incident)) > past) return;
          await wake.promise;
        } finally {
          stop();
          clearTimeout(alarm);
          signal.removeEventListener('abort', abort);
        }
      }
    },
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await connecting;
      await client?.end();
    },
  };
}
