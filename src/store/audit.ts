/**
 * The record: append-only and hash-chained. Each row's hash covers its body and the hash before it; the head (how many rows, and the
 * last hash) is kept in a table of its own, written in the same transaction, so that a cut tail is found too. The database refuses
 * whatever is not the next row; who switches that off and rewrites rows, chain and head together is found by the heads that
 * every process keeps in a file (`heads.ts`), up to the last one that it saw.
 *
 * What this cannot find: rows that were rewritten before any process outside of the attacker's reach saw the head after them.
 */
import { createHash } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import { z } from 'zod';
import type { IncidentId, PlanId } from '#knowledge/ids.ts';
import type { Json } from '#knowledge/json.ts';
import { canonical } from '#remediation/plan.ts';
import type { Redactor } from '#redaction/redact.ts';
import type { AuditDraft, AuditHead, AuditLog, AuditRow, AuditVerdict } from '#remediation/ports.ts';
import { ApprovalSchema, IncidentIdSchema, InstantSchema, MessageSchema, PersonIdSchema, PlanIdSchema, TargetSchema } from '#remediation/records.ts';
import type { Database, Store } from './database.ts';
import type { Heads } from './heads.ts';
import { parsedJson } from './json.ts';
import { headChannel } from './news.ts';
import type { Tables } from './tables.ts';

const JsonSchema: z.ZodType<Json, Json> = z.json();
const BodySchema = z.strictObject({
  at: InstantSchema,
  by: PersonIdSchema,
  what: z.string(),
  incident: IncidentIdSchema.optional(),
  plan: PlanIdSchema.optional(),
  target: TargetSchema.optional(),
  from: MessageSchema.optional(),
  approvals: z.array(ApprovalSchema).readonly().optional(),
  emergency: z.string().optional(),
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
  // Told when the transaction commits, to every process that keeps heads.
  await sql`select pg_notify(${headChannel}, ${JSON.stringify({ seq, hash })})`.execute(db);
  return { ...draft, seq, previous: head.hash, hash };
}

function chain(seq: number, previous: string, body: string): string {
  return createHash('sha256').update(`${seq}\n${previous}\n${body}`).digest('hex');
}

/** How many rows there are and where the last one and the head stand, at one moment. */
async function extentOf(db: Store): Promise<{ readonly rows: number; readonly last: number; readonly heads: readonly AuditHead[] }> {
  const rows = await db
    .selectFrom('audit_head')
    .select((eb) => [
      'seq',
      'hash',
      eb.selectFrom('audit').select(eb.fn.countAll<string>().as('rows')).as('rows'),
      eb.selectFrom('audit').select(eb.fn.max('seq').as('last')).as('last'),
    ])
    .execute();
  return {
    rows: Number(rows[0]?.rows ?? 0),
    last: Number(rows[0]?.last ?? 0),
    heads: rows.map((row) => ({ seq: Number(row.seq), hash: row.hash })),
  };
}

type Filter = { readonly plan?: PlanId; readonly incident?: IncidentId };

function rowsAfter(db: Store, after: number, limit: number, filter: Filter = {}) {
  let query = db.selectFrom('audit').selectAll().where('seq', '>', String(after)).orderBy('seq').limit(limit);
  if (filter.plan !== undefined) query = query.where('plan', '=', filter.plan);
  if (filter.incident !== undefined) query = query.where('incident', '=', filter.incident);
  return query.execute();
}

type Row = Awaited<ReturnType<typeof rowsAfter>>[number];

/** What is wrong with the row that should be number `seq` and follow `previous`. */
function faultIn(row: Row, seq: number, previous: string): string | undefined {
  if (Number(row.seq) !== seq) return Number(row.seq) > seq ? `row ${seq} is missing` : `row ${row.seq} is there twice`;
  if (row.previous !== previous) return `row ${seq} does not follow the row before it`;
  if (chain(seq, previous, row.body) !== row.hash) return `row ${seq} was altered`;
  const body = BodySchema.safeParse(parsedJson(row.body));
  const fits = body.success && (body.data.plan ?? null) === row.plan && (body.data.incident ?? null) === row.incident;
  return fits ? undefined : `the columns of row ${seq} were altered`;
}

/** Walks the record from its first row to its head, past every head that was kept elsewhere. */
export async function verifyRecord(db: Store, kept: readonly AuditHead[]): Promise<AuditVerdict> {
  const extent = await extentOf(db);
  const [head, ...more] = extent.heads;
  let seq = 0;
  let previous = '0'.repeat(64);
  const broken = (brokenAt: number, problem: string): AuditVerdict => ({ intact: false, rows: seq, brokenAt, problem });
  if (head === undefined) return broken(0, 'the head is gone');
  if (more.length > 0) return broken(0, 'there is more than one head');
  const witnesses = Map.groupBy(kept, (one) => one.seq);
  while (seq < head.seq) {
    const rows = await rowsAfter(db, seq, page);
    if (rows.length === 0) return broken(seq + 1, `the last ${head.seq - seq} rows are missing`);
    for (const row of rows.slice(0, head.seq - seq)) {
      const fault = faultIn(row, seq + 1, previous);
      if (fault !== undefined) return broken(seq + 1, fault);
      seq += 1;
      previous = row.hash;
      if (witnesses.get(seq)?.some((one) => one.hash !== previous) === true)
        return broken(seq, `row ${seq} is not the one that was seen when it was written: rows up to it were rewritten`);
    }
  }
  if (previous !== head.hash) return broken(seq, 'the head does not belong to the last row');
  if (extent.rows !== head.seq || extent.last !== head.seq) return broken(head.seq + 1, 'there are rows that the head does not know');
  const now = (await extentOf(db)).heads[0]?.seq ?? 0;
  const beyond = Math.max(0, ...kept.map((one) => one.seq));
  if (beyond > Math.max(now, head.seq)) return broken(head.seq + 1, `the tail is missing: row ${beyond} was seen when it was written`);
  return { intact: true, rows: seq, head: previous, witnessed: kept.filter((one) => one.seq <= seq).length };
}

export function auditLog(database: Database, heads: Pick<Heads, 'kept'>, redactor: Redactor): AuditLog {
  return {
    append: (draft) => database.write((db) => appendAudit(db, draft, redactor)),
    read: async ({ plan, incident, after = 0, limit }) => {
      const filter = { ...(plan === undefined ? {} : { plan }), ...(incident === undefined ? {} : { incident }) };
      const rows = await database.read((db) => rowsAfter(db, after, limit, filter));
      return rows.map((row) => ({ ...BodySchema.parse(JSON.parse(row.body)), seq: Number(row.seq), previous: row.previous, hash: row.hash }));
    },
    verify: async (kept = []) => {
      const known = [...(await heads.kept()), ...kept];
      return database.read((db) => verifyRecord(db, known));
    },
  };
}
