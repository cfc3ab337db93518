import { type Kysely, sql } from 'kysely';

/** Orders to the workers, written in the transaction that gives them. Plans that ran know what was found before; these did not look. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    `create table orders (seq bigserial primary key, kind text not null, plan text not null references plans)`,
    `update plans set data = data || '{"before": []}' where state in ('running', 'verifying', 'fixed', 'not-fixed', 'failed', 'unknown')`,
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}
