import { type Kysely, sql } from 'kysely';

/**
 * The database itself refuses a row that does not follow the last one, and a head that does not belong to the row just written. The
 * triggers fire for replication roles too; the privileges stop an owner who is no superuser before any trigger has to.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    `create function audit_must_follow() returns trigger language plpgsql as $$
       declare head audit_head%rowtype;
       begin
         select * into strict head from audit_head;
         if new.seq <> head.seq + 1 or new.previous <> head.hash
            or new.hash <> encode(sha256(convert_to(new.seq || E'\\n' || new.previous || E'\\n' || new.body, 'UTF8')), 'hex') then
           raise exception 'the audit is append-only: row % does not follow the last one', new.seq using errcode = 'restrict_violation';
         end if;
         return new;
       end $$`,
    `create trigger audit_follows before insert on audit for each row execute function audit_must_follow()`,
    `create function audit_head_must_advance() returns trigger language plpgsql as $$
       begin
         if new.seq <> old.seq + 1 or not exists (select from audit where seq = new.seq and hash = new.hash and previous = old.hash) then
           raise exception 'the audit is append-only: its head can only go on to the row just written' using errcode = 'restrict_violation';
         end if;
         return new;
       end $$`,
    `create trigger audit_head_advances before update on audit_head for each row execute function audit_head_must_advance()`,
    ...['audit_append_only', 'audit_never_emptied', 'audit_follows'].map((trigger) => `alter table audit enable always trigger ${trigger}`),
    ...['audit_head_kept', 'audit_head_never_emptied', 'audit_head_advances'].map((trigger) => `alter table audit_head enable always trigger ${trigger}`),
    `revoke update, delete, truncate, references, trigger on audit from public, current_user`,
    `revoke delete, truncate, references, trigger on audit_head from public, current_user`,
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}
