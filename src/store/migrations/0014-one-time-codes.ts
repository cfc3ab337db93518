import { type Kysely, sql } from 'kysely';

/** `last_period`: the newest period of which a code was accepted; older ones are spent. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table one_time_codes (person text primary key, secret text not null, last_period bigint not null default 0,
         failures int not null default 0, locked_until timestamptz, enrolled_at timestamptz not null)`,
    )
    .execute(db);
}
