/**
 * The connection to PostgreSQL: yours by `url`, or the embedded one. A server that goes away for a while costs the requests of that
 * while a clear error, never the process.
 */
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import { Migrator } from 'kysely/migration';
import { Pool } from 'pg';
import { Problem } from '#language/problem.ts';
import { startEmbedded } from './embedded.ts';
import { lineOf } from './line.ts';
import { migrations } from './migrations/index.ts';
import type { Tables } from './tables.ts';

export type Store = Kysely<Tables> | Transaction<Tables>;

export type Database = {
  /** The address in use, with its password: for jobs and dedicated connections only. */
  readonly url: string;
  readonly embedded: boolean;
  /** Runs reads; tried again for a moment while the server is away. @throws {DatabaseGone} */
  read<T>(work: (db: Store) => Promise<T>): Promise<T>;
  /** Runs one transaction, once. @throws {DatabaseGone} when the server went away: nobody can tell whether it was committed. */
  write<T>(work: (db: Transaction<Tables>) => Promise<T>): Promise<T>;
  health(): Promise<{ readonly ok: boolean; readonly milliseconds: number }>;
  close(): Promise<void>;
};

/** PostgreSQL does not answer. */
export class DatabaseGone extends Problem {
  constructor(cause: unknown) {
    super(
      {
        en: 'The database does not answer. Nothing was lost that was confirmed; try again in a moment.',
        zh: '数据库没有响应。已确认的内容不会丢失，请稍后重试。',
      },
      { cause },
    );
    this.name = 'DatabaseGone';
  }
}

const patience = [100, 400, 1500];
/** Reads and writes that are under way at once, each in a line of its own: a read inside a transaction must not wait for it to end. */
const width = 6;

/** Connects, starting the embedded server where no url is given, and brings the tables up to date. @throws {Problem} */
export async function openDatabase(options: {
  readonly url?: string | undefined;
  readonly dataDir: string;
  readonly log: (problem: unknown) => void;
}): Promise<Database> {
  const embedded = options.url === undefined ? await startEmbedded(options.dataDir) : undefined;
  const url = embedded?.url ?? options.url ?? '';
  const pool = new Pool({ connectionString: url, max: 2 * width, connectionTimeoutMillis: 5000, statement_timeout: 30_000, application_name: 'k8sdoc' });
  // An idle connection that breaks is the pool's to replace; without a listener it would end the process.
  pool.on('error', options.log);
  // One that breaks while it is in use fails its next query; the pool does not listen to it meanwhile.
  pool.on('connect', (client) => client.on('error', options.log));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const close = async (): Promise<void> => {
    await db.destroy();
    await embedded?.release();
  };
  try {
    await migrate(db);
  } catch (error) {
    await close();
    throw isGone(error) ? notReached(url, error) : error;
  }
  const reads = lineOf(width);
  const writes = lineOf(width);
  return {
    url,
    embedded: embedded !== undefined,
    read: (work) => reads(() => again(() => work(db))),
    write: async (work) => {
      try {
        return await writes(() => db.transaction().execute(work));
      } catch (error) {
        throw isGone(error) ? new DatabaseGone(error) : error;
      }
    },
    health: async () => {
      const began = performance.now();
      const ok = await sql`select 1`.execute(db).then(
        () => true,
        (error: unknown) => {
          if (!isGone(error)) options.log(error);
          return false;
        },
      );
      return { ok, milliseconds: performance.now() - began };
    },
    close,
  };
}

async function migrate(db: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

async function again<T>(work: () => Promise<T>): Promise<T> {
  for (const wait of [...patience, undefined]) {
    try {
      return await work();
    } catch (error) {
      if (!isGone(error)) throw error;
      if (wait === undefined) throw new DatabaseGone(error);
      await new Promise((settle) => setTimeout(settle, wait));
    }
  }
  throw new Error('unreachable');
}

function notReached(url: string, cause: unknown): Problem {
  const { host } = new URL(url);
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Problem(
    {
      en: `PostgreSQL at ${host} cannot be reached: ${why}. Check DATABASE_URL and that the server runs.`,
      zh: `无法连接 ${host} 上的 PostgreSQL：${why}。请检查 DATABASE_URL 以及服务器是否在运行。`,
    },
    { cause },
  );
}

const networkCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH', 'EAI_AGAIN']);

/** Whether an error means that the server is away (network errors, SQLSTATE class 08, 57P01 to 57P03, 53300), not that the statement was wrong. */
export function isGone(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every((one) => isGone(one));
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    networkCodes.has(code) ||
    /^(08...|57P0[123]|53300)$/.test(code) ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Connection ended/i.test(error.message)
  );
}
