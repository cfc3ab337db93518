/**
 * The record: append-only and hash-chained. Each row's hash covers its body and the hash before it; the head (how many rows, and the
 * last hash) is kept in a table of its own, written in the same transaction, so that a cut tail is found too.
 *
 * What this cannot find: somebody with the database owner's rights who rewrites rows, chain and head together. Keep the head that
 * `k8sdoc audit verify` prints outside of the database to find that.
 */
import { createHash } from 'node:crypto';
import type { Transaction } from 'kysely';
import { z } from 'zod';
import type { IncidentId, PlanId } from '#knowledge/ids.ts';
import type { Json } from '#knowledge/json.ts';
import { canonical } from '#remediation/plan.ts';
import type { Redactor } from '#redaction/redact.ts';
import type { AuditDraft, AuditLog, AuditRow, AuditVerdict } from '#remediation/ports.ts';
import { IncidentIdSchema, InstantSchema, PersonIdSchema, PlanIdSchema, TargetSchema } from '#remediation/records.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

const JsonSchema: z.ZodType<Json, Json> = z.json();
const BodySchema = z.strictObject({
  at: InstantSchema,
  by: PersonIdSchema,
  what: z.string(),
  incident: IncidentIdSchema.optional(),
  plan: PlanIdSchema.optional(),
  target: TargetSchema.optional(),
  details: JsonSchema,
});

const page = 1000;

/** Appends one row inside a transaction, its details without secrets. The head's row lock puts all writers in one order. */
export async function appendAudit(db: Transaction<Tables>, told: AuditDraft, redactor: Redactor): Promise<AuditRow> {
  const draft = { ...told, details: redactor.redactJson(told.details) };
  const head = await db.selectFrom('audit_head').selectAll().forUpdate().executeTakeFirstOrThrow();
  const body = canonical(draft);
  const seq = Number(head.seq) + 1;
  const hash = chain(seq, head.hash, body);
  const row = { seq: String(seq), incident: draft.incident ?? null, plan: draft.plan ?? null, body, previous: head.hash, hash };
  await db.insertInto('audit').values(row).execute();
  await db
    .updateTable('audit_head')
    .set({ seq: String(seq), hash })
    .execute();
  return { ...draft, seq, previous: head.hash, hash };
}

function chain(seq: number, previous: string, body: string): string {
  return createHash('sha256').update(`${seq}\n${previous}\n${body}`).digest('hex');
}

export function auditLog(database: Database, redactor: Redactor): AuditLog {
  const rowsAfter = (after: number, limit: number, filter: { plan?: PlanId; incident?: IncidentId } = {}) =>
    database.read((db) => {
      let query = db.selectFrom('audit').selectAll().where('seq', '>', String(after)).orderBy('seq').limit(limit);
      if (filter.plan !== undefined) query = query.where('plan', '=', filter.plan);
      if (filter.incident !== undefined) query = query.where('incident', '=', filter.incident);
      return query.execute();
    });

  const verify = async (): Promise<AuditVerdict> => {
    const head = await database.read((db) => db.selectFrom('audit_head').selectAll().executeTakeFirst());
    let seq = 0;
    let previous = '0'.repeat(64);
    const broken = (brokenAt: number, problem: string): AuditVerdict => ({ intact: false, rows: seq, brokenAt, problem });
    if (head === undefined) return broken(0, 'the head is gone');
    for (;;) {
      const rows = await rowsAfter(seq, page);
      for (const row of rows) {
        if (Number(row.seq) > Number(head.seq)) break;
        if (Number(row.seq) !== seq + 1) return broken(seq + 1, `row ${seq + 1} is missing`);
        if (row.previous !== previous) return broken(seq + 1, `row ${row.seq} does not follow the row before it`);
        if (chain(Number(row.seq), previous, row.body) !== row.hash) return broken(seq + 1, `row ${row.seq} was altered`);
        const body = BodySchema.safeParse(JSON.parse(row.body));
        if (!body.success || (body.data.plan ?? null) !== row.plan || (body.data.incident ?? null) !== row.incident)
          return broken(seq + 1, `the columns of row ${row.seq} were altered`);
        seq += 1;
        previous = row.hash;
      }
      if (rows.length < page || seq >= Number(head.seq)) break;
    }
    if (seq < Number(head.seq)) return broken(seq + 1, `the last ${Number(head.seq) - seq} rows are missing`);
    if (previous !== head.hash) return broken(seq, 'the head does not belong to the last row');
    return { intact: true, rows: seq, head: previous };
  };

  return {
    append: (draft) => database.write((db) => appendAudit(db, draft, redactor)),
    read: async ({ plan, incident, after = 0, limit }) => {
      const rows = await rowsAfter(after, limit, { ...(plan === undefined ? {} : { plan }), ...(incident === undefined ? {} : { incident }) });
      return rows.map((row) => ({ ...BodySchema.parse(JSON.parse(row.body)), seq: Number(row.seq), previous: row.previous, hash: row.hash }));
    },
    verify,
  };
}
