import { createHash } from 'node:crypto';
import { appendFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { exportLines } from '#commands/record/export.ts';
import type { IncidentId, PlanId } from '#knowledge/ids.ts';
import { canonical } from '#remediation/plan.ts';
import type { AuditHead, AuditVerdict } from '#remediation/ports.ts';
import { until } from '../../test/local-slack.ts';
import { ana, bo, now } from '../../test/plans.ts';
import { startStore, type TestStore } from '../../test/postgres.ts';
import { verifyRecord } from './audit.ts';

let at: TestStore;
let kept: readonly AuditHead[];

const rows = 12;
const verdictSchema = z.object({ seq: z.int(), previous: z.string(), hash: z.string() });

beforeAll(async () => {
  at = await startStore();
  for (let index = 0; index < rows; index += 1) {
    const draft = { at: now, by: ana, what: 'step.ended', plan: `p${index}` as PlanId, incident: 'i1' as IncidentId } as const;
    const target = { on: 'node', name: 'worker-1' } as const;
    const from = { face: 'slack', place: 'C1', message: '1.2' } as const;
    await at.stores.audit.append({ ...draft, target, from, approvals: [{ by: bo, hash: 'h', at: now, from }], details: { index, output: '=1+1, "x"' } });
  }
  kept = await at.stores.audit.read({ limit: rows });
});
afterAll(() => at.stop());

/** What the verification says after the statements, run as the table's owner with everything switched off that stands in the way. */
async function after(statements: readonly string[], heads: readonly AuditHead[]): Promise<AuditVerdict> {
  const undone = new Error('undone');
  let verdict: AuditVerdict | undefined;
  const tampering = at.database.write(async (db) => {
    for (const table of ['audit', 'audit_head']) await sql.raw(`alter table ${table} disable trigger all`).execute(db);
    await sql.raw('alter table audit drop constraint audit_pkey').execute(db);
    await sql.raw('alter table audit_head drop constraint audit_head_pkey, drop constraint audit_head_one_check').execute(db);
    for (const statement of statements) await sql.raw(statement).execute(db);
    verdict = await verifyRecord(db, heads);
    throw undone;
  });
  await expect(tampering).rejects.toBe(undone);
  if (verdict === undefined) throw new Error('nothing was verified');
  return verdict;
}

const hashed = `encode(sha256(convert_to(seq || E'\\n' || previous || E'\\n' || body, 'UTF8')), 'hex')`;
/** Makes chain and head fit whatever the rows now say. */
const rechain = `do $$ declare r record; p text := repeat('0', 64); n bigint := 0; begin
  for r in select ctid from audit order by seq loop
    n := n + 1; update audit set seq = n, previous = p where ctid = r.ctid;
    update audit set hash = ${hashed} where seq = n and previous = p; select hash into p from audit where seq = n and previous = p;
  end loop; update audit_head set seq = n, hash = p; end $$`;
const last = 'seq = (select max(seq) from audit)';
const headBack = `update audit_head set (seq, hash) = (select seq, hash from audit order by seq desc limit 1)`;

describe('the record', () => {
  it('is intact as it was written, by every head that was kept', async () => {
    expect(await after([], kept)).toEqual({ intact: true, rows, head: kept.at(-1)?.hash, witnessed: rows });
  });

  it.each([
    ['an altered body', [`update audit set body = replace(body, '"by":"browser:ana"', '"by":"browser:eve"') where seq = 2`]],
    [
      'an altered body with its own hash made to fit',
      [`update audit set body = replace(body, 'ana', 'eve') where seq = 3`, `update audit set hash = ${hashed} where seq = 3`],
    ],
    ['output that says something else', [`update audit set body = replace(body, '=1+1', 'done') where seq = 4`]],
    ['another approver', [`update audit set body = replace(body, 'browser:bo', 'browser:cy') where seq = 5`]],
    ['a body that is not JSON, with chain and head made to fit', [`update audit set body = 'x' where seq = 5`, rechain]],
    ['a body that is not JSON', [`update audit set body = 'x', hash = 'x' where seq = 5`]],
    ['the plan column', [`update audit set plan = 'other' where seq = 2`]],
    ['the plan column, emptied', [`update audit set plan = null where seq = 2`]],
    ['the incident column', [`update audit set incident = 'other' where seq = 6`]],
    ['the hash of a row', [`update audit set hash = repeat('a', 64) where seq = 7`]],
    ['the link to the row before', [`update audit set previous = repeat('a', 64) where seq = 7`]],
    ['the first row taken out', ['delete from audit where seq = 1']],
    ['a row in the middle taken out', ['delete from audit where seq = 5']],
    ['a row taken out and the others moved up', ['delete from audit where seq = 5', 'update audit set seq = seq - 1 where seq > 5']],
    ['two rows in each other’s place', ['update audit set seq = case seq when 2 then 3 when 3 then 2 end where seq in (2, 3)']],
    ['a row put in between', [`insert into audit select 5, incident, plan, body, previous, hash from audit where seq = 4`]],
    ['a row twice', ['insert into audit select * from audit where seq = 12']],
    ['a row appended behind the head', [`insert into audit select 13, incident, plan, body, hash, repeat('b', 64) from audit where seq = 12`]],
    ['the last row cut off', [`delete from audit where ${last}`]],
    ['the last row cut off, and the head set back', [`delete from audit where ${last}`, headBack]],
    ['half of the record cut off, and the head set back', ['delete from audit where seq > 6', headBack]],
    ['all rows gone', ['delete from audit']],
    ['all rows gone, and the head at the beginning', ['delete from audit', `update audit_head set seq = 0, hash = repeat('0', 64)`]],
    ['the head moved on', ['update audit_head set seq = 13']],
    ['the head of another chain', [`update audit_head set hash = repeat('c', 64)`]],
    ['the head gone', ['delete from audit_head']],
    ['a second head', [`insert into audit_head values (false, 3, repeat('d', 64))`]],
    ['a row rewritten, with chain and head made to fit', [`update audit set body = replace(body, 'ana', 'eve') where seq = 8`, rechain]],
    ['a row taken out, with chain and head made to fit', ['delete from audit where seq = 2', rechain]],
    ['everything written anew, as long as it was', [`update audit set body = replace(body, 'step.ended', 'step.failed')`, rechain]],
  ])('shows %s', async (_what, statements) => {
    expect(await after(statements, kept)).toMatchObject({ intact: false, problem: expect.any(String) as unknown });
  });

  it('cannot tell a rewriting of everything without a head that was kept elsewhere: that is what heads are for', async () => {
    expect(await after([`update audit set body = replace(body, 'ana', 'eve') where seq = 8`, rechain], [])).toMatchObject({ intact: true });
  });

  it.each([
    'update audit set body = body',
    'delete from audit',
    'truncate audit',
    'delete from audit_head',
    'truncate audit_head',
    'update audit_head set seq = 3',
    `update audit_head set seq = seq + 1, hash = repeat('a', 64)`,
    `insert into audit_head values (true, 3, '')`,
    'insert into audit select seq + 1, incident, plan, body, previous, hash from audit where seq = 12',
    `insert into audit select 13, incident, plan, body, hash, repeat('a', 64) from audit where seq = 12`,
  ])('is not open to: %s', async (statement) => {
    await expect(at.database.write((db) => sql.raw(statement).execute(db))).rejects.toThrow(/append-only|permission denied|duplicate key/);
    const asReplica = at.database.write(async (db) => {
      await sql.raw('set local session_replication_role = replica').execute(db);
      await sql.raw(statement).execute(db);
    });
    await expect(asReplica).rejects.toThrow(/append-only|permission denied|duplicate key/);
  });

  it('leaves its owner no privilege to change it', async () => {
    const granted = await at.database.read((db) =>
      sql<{ privilege_type: string }>`select distinct privilege_type from information_schema.role_table_grants where table_name = 'audit'`.execute(db),
    );
    expect(granted.rows.map((row) => row.privilege_type).toSorted()).toEqual(['INSERT', 'SELECT']);
  });

  it('is witnessed by a file beside the process, which then shows what the database alone would hide', async () => {
    const heads = await until(async () => {
      const verdict = await at.stores.audit.verify();
      return verdict.intact && verdict.witnessed > 0 ? verdict.witnessed : undefined;
    }, 'the first head in the file');
    expect(heads).toBeGreaterThan(0);
    const folder = join(at.folder, 'audit-heads');
    const name = (await readdir(folder))[0] ?? '';
    expect((await readFile(join(folder, name), 'utf8')).trim().split('\n').at(-1)).toContain(kept.at(-1)?.hash);
    await appendFile(join(folder, name), `${JSON.stringify({ seq: rows + 5, hash: 'e'.repeat(64) })}\n`);
    expect(await at.stores.audit.verify()).toMatchObject({ intact: false, problem: expect.stringContaining(`row ${rows + 5} was seen`) as unknown });
  });

  it('takes a head that somebody kept by hand', async () => {
    const foreign = { seq: 4, hash: 'f'.repeat(64) };
    expect(await at.database.read((db) => verifyRecord(db, [foreign]))).toMatchObject({ intact: false, brokenAt: 4 });
  });
});

describe('the export', () => {
  const linesOf = async (lines: AsyncIterable<string>): Promise<readonly string[]> => {
    const all: string[] = [];
    for await (const line of lines) all.push(line);
    return all;
  };
  const text = async (format: 'jsonl' | 'csv', filter = {}): Promise<string> => (await linesOf(exportLines(at.stores.audit, format, filter))).join('');

  it('is JSON Lines in which anybody can walk the chain again', async () => {
    let previous = '0'.repeat(64);
    const lines = (await text('jsonl')).trimEnd().split('\n');
    expect(lines).toHaveLength(rows);
    for (const line of lines) {
      const row = verdictSchema.loose().parse(JSON.parse(line));
      const { seq, previous: before, hash, ...body } = row;
      expect(before).toBe(previous);
      expect(
        createHash('sha256')
          .update(`${seq}\n${before}\n${canonical(body)}`)
          .digest('hex'),
      ).toBe(hash);
      previous = hash;
    }
  });

  it('is CSV with who, what, when, where, on whose approval and from which message, and no formulas', async () => {
    const lines = (await text('csv')).split('\r\n');
    expect(lines[0]).toBe('seq,at,by,what,incident,plan,target,approvals,emergency,from,details,previous,hash');
    expect(lines).toHaveLength(rows + 2);
    expect(lines[1]).toContain('""by"":""browser:bo""');
    expect(lines[1]).toContain('""message"":""1.2""');
    const formula = { at: now, by: ana, what: '=HYPERLINK("x")', seq: 1, previous: '', hash: '', details: null };
    const [, line] = await linesOf(exportLines({ read: () => Promise.resolve([formula]) }, 'csv'));
    expect(line).toContain(`"'=HYPERLINK(""x"")"`);
  });

  it('is of one plan where that is asked for', async () => {
    expect((await text('jsonl', { plan: 'p3' })).trimEnd().split('\n')).toHaveLength(1);
  });
});
