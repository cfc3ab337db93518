import { type Kysely, sql } from 'kysely';

/** One row, that every claim reads under a lock and every pause writes: after a pause is committed no change begins. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    `create table brakes (name text primary key, by text, reason text, at timestamptz)`,
    `insert into brakes (name) values ('changes')`,
    `create index plans_by_requester on plans ((data->>'requester'), (data->>'createdAt'))`,
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}
