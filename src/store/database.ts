/**
 * The connection to PostgreSQL: yours by `url`, or the embedded one. A server that goes away for a while costs the requests of that
 * while a clear error, never the process.
 */
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import { Migrator } from 'kysely/migration';
import { Pool } from 'pg';
import { Problem } from '#language/problem.ts';
import { startEmbedded } from './embedded.ts';
import { isGone } from './gone.ts';
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
/** How long one statement may take (milliseconds). */
const limit = 30_000;

/** Connects, starting the embedded server where no url is given, and brings the tables up to date. @throws {Problem} */
export async function openDatabase(options: {
  readonly url?: string | undefined;
  readonly dataDir: string;
  readonly log: (problem: unknown) => void;
}): Promise<Database> {
  const embedded = options.url === undefined ? await startEmbedded(options.dataDir, options.log) : undefined;
  const url = embedded?.url ?? options.url ?? '';
  const pool = new Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 5000,
    statement_timeout: limit,
    // A process that hangs inside a transaction must not keep everybody else from the record.
    idle_in_transaction_session_timeout: limit,
    // And a server that vanished without a word must not keep this process waiting until TCP gives up.
    query_timeout: limit + 5000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: 'k8sdoc',
  });
  // A connection that breaks would end the process if nobody listened: in use, its statement fails and says so; idle, the pool replaces it.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  pool.on('error', (error) => options.log(new Error(`an idle connection to PostgreSQL broke: ${error.message}`)));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const close = async (): Promise<void> => {
    await db.destroy();
    await embedded?.release();
  };
  try {
    await sql`select 1`.execute(db).catch((error: unknown) => Promise.reject(refusalOf(url, error)));
    await migrate(db).catch((error: unknown) => Promise.reject(isGone(error) || isForbidden(error) ? refusalOf(url, error) : error));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    url,
    embedded: embedded !== undefined,
    read: (work) => again(() => work(db)),
    write: async (work) => {
      try {
        return await db.transaction().execute(work);
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

/** What a person can do about a database that cannot be used. */
function refusalOf(url: string, cause: unknown): Problem {
  const { host, pathname, username } = new URL(url);
  const why = cause instanceof Error ? cause.message : String(cause);
  if (isGone(cause)) {
    return new Problem(
      {
        en: `PostgreSQL at ${host} cannot be reached: ${why}. Check DATABASE_URL and that the server runs.`,
        zh: `无法连接 ${host} 上的 PostgreSQL：${why}。请检查 DATABASE_URL 以及服务器是否在运行。`,
      },
      { cause },
    );
  }
  return new Problem(
    {
      en: `PostgreSQL at ${host} does not let "${username}" use database "${pathname.slice(1)}": ${why}. Check DATABASE_URL; the account must be allowed to create tables and schemas there.`,
      zh: `${host} 上的 PostgreSQL 不允许“${username}”使用数据库“${pathname.slice(1)}”：${why}。请检查 DATABASE_URL；该账户须有权在其中创建表和模式。`,
    },
    { cause },
  );
}

/** SQLSTATE 42501: the account lacks a right. */
function isForbidden(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '42501';
}
