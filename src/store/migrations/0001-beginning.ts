import { type Kysely, sql } from 'kysely';

/** The states that occupy a target, and those in which a plan may still be decided, as they stand in src/remediation/states.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    `create table incidents (id text primary key, version int not null, opened_at timestamptz not null, face text not null, place text not null,
       message text not null, data jsonb not null, unique (face, place, message))`,
    `create index incidents_recent on incidents (opened_at desc)`,
    `create table runs (id text primary key, seq bigserial not null, incident text not null references incidents, state text not null,
       data jsonb not null, findings jsonb not null)`,
    `create index runs_of_incident on runs (incident, seq)`,
    `create index runs_unfinished on runs (seq) where state <> 'done'`,
    `create table plans (id text primary key, seq bigserial not null, incident text not null references incidents, version int not null,
       state text not null, target text not null, hash text not null, data jsonb not null)`,
    `create index plans_of_incident on plans (incident, seq)`,
    `create index plans_in_state on plans (state, seq)`,
    `create unique index one_change_per_target on plans (target) where state in ('running', 'verifying', 'unknown')`,
    `create unique index one_open_plan_of_a_kind on plans (incident, hash) where state in ('drafted', 'awaiting-approval')`,
    `create table audit (seq bigint primary key, incident text, plan text, body text not null, previous text not null, hash text not null)`,
    `create index audit_of_plan on audit (plan, seq)`,
    `create index audit_of_incident on audit (incident, seq)`,
    `create table audit_head (one boolean primary key default true check (one), seq bigint not null, hash text not null)`,
    `insert into audit_head (seq, hash) values (0, '${'0'.repeat(64)}')`,
    `create function refuse_change() returns trigger language plpgsql as $$
       begin raise exception 'the audit is append-only: % refused', tg_op using errcode = 'restrict_violation'; end $$`,
    `create trigger audit_append_only before update or delete on audit for each row execute function refuse_change()`,
    `create trigger audit_never_emptied before truncate on audit for each statement execute function refuse_change()`,
    `create trigger audit_head_kept before delete on audit_head for each row execute function refuse_change()`,
    `create trigger audit_head_never_emptied before truncate on audit_head for each statement execute function refuse_change()`,
    `create table votes (incident text not null references incidents, entry text not null, person text not null, vote text not null,
       at timestamptz not null, primary key (incident, entry, person))`,
    `create table posts (incident text not null references incidents, face text not null, place text not null, message text not null,
       shown int not null, primary key (incident, face, place, message))`,
    `create table deliveries (key text primary key, at timestamptz not null default now())`,
    `create index deliveries_by_age on deliveries (at)`,
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}
