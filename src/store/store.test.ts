import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import type { EntryId, IncidentId, PlanId, RunId } from '#knowledge/ids.ts';
import { occupying, type Plan } from '#remediation/states.ts';
import { ana, bo, contentFor, drafted, later, now, told } from '../../test/plans.ts';
import { startStore, type TestStore } from '../../test/postgres.ts';

let at: TestStore;
let number = 0;

beforeAll(async () => {
  at = await startStore();
});
afterAll(() => at.stop());

const words = { en: 'x', zh: 'x' };
const incident = async (): Promise<IncidentId> => {
  const draft = {
    openedAt: now,
    openedBy: ana,
    origin: { face: 'browser', place: 'main', message: `m${(number += 1)}` },
    language: 'en',
    excerpt: '',
    matches: [],
  } as const;
  return (await at.stores.incidents.open(draft)).incident.id;
};

async function approved(node: string): Promise<Plan<'approved'>> {
  const plan = drafted(`p${(number += 1)}`, contentFor(await incident(), node));
  await at.stores.plans.insert(plan, told(plan, 'plan.drafted'));
  const waiting = await at.stores.plans.move(plan, 'submit', { reviews: [], expiresAt: later }, told(plan, 'plan.submitted'));
  if (!waiting.ok) throw new Error('not submitted');
  const review = { by: bo, verdict: 'approve', hash: plan.hash, at: now, reason: '' } as const;
  const moved = await at.stores.plans.move(waiting.plan, 'approve', { reviews: [review], expiresAt: later }, told(plan, 'plan.approved'));
  if (!moved.ok) throw new Error('not approved');
  return moved.plan;
}

const claim = (plan: Plan<'approved'>) =>
  at.stores.plans.move(plan, 'claim', { reviews: plan.reviews, worker: 'w', startedAt: now, journal: [] }, told(plan, 'plan.claimed'));

describe('incidents', () => {
  it('opens one incident for one message, however often it is delivered', async () => {
    const draft = { openedAt: now, openedBy: ana, origin: { face: 'slack', place: 'C1', message: '1.1' }, language: 'zh', excerpt: 'x', matches: [] } as const;
    const opened = await Promise.all(Array.from({ length: 10 }, () => at.stores.incidents.open(draft)));
    expect(new Set(opened.map((one) => one.incident.id)).size).toBe(1);
    expect(opened.filter((one) => one.fresh)).toHaveLength(1);
  });

  it('takes a delivery once', async () => {
    const taken = await Promise.all(Array.from({ length: 20 }, () => at.stores.incidents.firstDelivery('Ev1')));
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  it('counts every change of an incident and of its runs', async () => {
    const id = await incident();
    const version = async (): Promise<number | undefined> => (await at.stores.incidents.find(id))?.version;
    const run = { id: 'run1' as RunId, incident: id, entry: 'cni/cni0-ip-conflict' as EntryId, orderedBy: ana, orderedAt: now, targets: {}, values: {} };
    await at.stores.incidents.orderRun(run);
    await at.stores.incidents.startRun(run.id);
    expect(await version()).toBe(3);
    const finding = { entry: run.entry, check: 'a', title: words, target: { on: 'node', name: 'n' }, asked: '', at: now, duration: 1, says: words } as const;
    const answer = { verdict: 'confirmed', result: { nested: [1, null] }, provides: {} } as const;
    await Promise.all(['a', 'b', 'c', 'd'].map((check) => at.stores.incidents.addFinding(run.id, { ...finding, ...answer, check })));
    await at.stores.incidents.addFinding(run.id, { ...finding, ...answer, verdict: 'refuted' });
    expect((await at.stores.incidents.unfinishedRuns()).map((one) => one.id)).toEqual([run.id]);
    await at.stores.incidents.finishRun(run.id);
    expect(await version()).toBe(9);
    const kept = await at.stores.incidents.findRun(run.id);
    expect(kept).toMatchObject({ ...run, state: 'done' });
    expect(kept?.findings.map((one) => `${one.check} ${one.verdict}`).toSorted()).toEqual(['a refuted', 'b confirmed', 'c confirmed', 'd confirmed']);
    expect(await at.stores.incidents.unfinishedRuns()).toEqual([]);
    await expect(at.stores.incidents.startRun('none' as RunId)).rejects.toThrow(/no check run none/);
  });

  it('knows where it is shown, and where what is shown is out of date; a late message never turns that back', async () => {
    const id = await incident();
    const post = { incident: id, face: 'slack', place: 'C1', message: '2.2' } as const;
    await at.stores.incidents.rememberPost({ ...post, shown: 1 });
    expect(await at.stores.incidents.stalePosts('slack')).toEqual([]);
    await at.stores.incidents.vote({ incident: id, entry: 'cni/cni0-ip-conflict' as EntryId, by: bo, vote: 'wrong', at: now });
    expect(await at.stores.incidents.stalePosts('slack')).toEqual([{ incident: id, place: 'C1', message: '2.2', shown: 1, version: 2 }]);
    expect(await at.stores.incidents.stalePosts('browser')).toEqual([]);
    await at.stores.incidents.rememberPost({ ...post, shown: 2 });
    await at.stores.incidents.rememberPost({ ...post, shown: 1 });
    expect(await at.stores.incidents.stalePosts('slack')).toEqual([]);
  });

  it('counts one vote a person, the last', async () => {
    const id = await incident();
    const entry = 'etcd/rejected-connection-eof' as EntryId;
    for (const vote of ['helpful', 'wrong', 'helpful'] as const) await at.stores.incidents.vote({ incident: id, entry, by: ana, vote, at: now });
    await at.stores.incidents.vote({ incident: id, entry, by: bo, vote: 'wrong', at: now });
    expect((await at.stores.incidents.votes()).find((one) => one.entry === entry)).toEqual({ entry, helpful: 1, wrong: 1 });
  });

  it('lists the newest first, of one place where that is asked', async () => {
    const draft = { openedBy: ana, language: 'en', excerpt: '', matches: [] } as const;
    for (const [minute, place] of [
      ['01', 'p1'],
      ['03', 'p2'],
      ['02', 'p1'],
    ] as const) {
      const openedAt = `2030-01-01T00:${minute}:00.000Z` as typeof now;
      await at.stores.incidents.open({ ...draft, openedAt, origin: { face: 'terminal', place, message: minute } });
    }
    const listed = async (place?: string) =>
      (await at.stores.incidents.recent({ face: 'terminal', limit: 9, ...(place === undefined ? {} : { place }) })).map((one) => one.origin.message);
    expect(await listed()).toEqual(['03', '02', '01']);
    expect(await listed('p1')).toEqual(['02', '01']);
  });

  it('forgets deliveries after a week, and not before', async () => {
    await at.database.write((db) => sql`insert into deliveries values ('old', now() - interval '8 days'), ('recent', now() - interval '6 days')`.execute(db));
    expect(await at.stores.incidents.firstDelivery('recent')).toBe(false);
    expect(await at.stores.incidents.firstDelivery('old')).toBe(true);
  });

  it('tells whoever waits that an incident changed', async () => {
    const id = await incident();
    const waited = at.stores.changes.waitFor(id, 1, 10_000, new AbortController().signal);
    await at.stores.incidents.vote({ incident: id, entry: 'cni/cni0-ip-conflict' as EntryId, by: ana, vote: 'helpful', at: now });
    await waited;
    expect((await at.stores.incidents.find(id))?.version).toBe(2);
  });
});

describe('plans', () => {
  it('lets one of fifty simultaneous claims win', async () => {
    const plan = await approved('race');
    const claims = await Promise.all(Array.from({ length: 50 }, () => claim(plan)));
    expect(claims.filter((one) => one.ok)).toHaveLength(1);
    const lost = claims.filter((one) => !one.ok);
    expect(lost.map((one) => one.because)).toEqual(Array.from({ length: 49 }, () => 'changed'));
    const told = await at.stores.audit.read({ plan: plan.id, limit: 100 });
    expect(told.filter((row) => row.what === 'plan.claimed')).toHaveLength(1);
  });

  it('admits one change a target, and says who holds it', async () => {
    const plans = await Promise.all(Array.from({ length: 20 }, () => approved('busy')));
    const claims = await Promise.all(plans.map((plan) => claim(plan)));
    expect(claims.filter((one) => one.ok)).toHaveLength(1);
    const held = claims.find((one) => !one.ok);
    expect(held).toMatchObject({ because: 'occupied', by: { state: 'running' } });
  });

  it('holds targets in the database in exactly the states that the table of states names', async () => {
    const found = await at.database.read((db) =>
      db
        .selectFrom('pg_indexes' as never)
        .select(['indexdef' as never])
        .where('indexname' as never, '=', 'one_change_per_target' as never)
        .execute(),
    );
    const states = [...JSON.stringify(found).matchAll(/'([a-z-]+)'::text/g)].map((match) => match[1]);
    expect(new Set(states)).toEqual(new Set(occupying));
  });

  it('keeps one open plan of the same content, when somebody presses twice at once', async () => {
    const content = contentFor(await incident(), 'twice');
    const inserted = await Promise.all(
      ['a', 'b', 'c'].map((id) => {
        const plan = drafted(`twice-${id}`, content);
        return at.stores.plans.insert(plan, told(plan, 'plan.drafted'));
      }),
    );
    expect(inserted.filter(Boolean)).toHaveLength(1);
  });

  it('refuses a row with a field that its state does not have', async () => {
    const plan = await approved('odd');
    await at.database.write((db) =>
      db
        .updateTable('plans')
        .set({ data: JSON.stringify({ ...plan, journal: [] }) })
        .where('id', '=', plan.id)
        .execute(),
    );
    await expect(at.stores.plans.find(plan.id)).rejects.toThrow(/journal/);
  });
});

describe('the record', () => {
  it('refuses to be changed, emptied or cut by the database itself', async () => {
    await at.stores.audit.append({ at: now, by: ana, what: 'x', details: {} });
    for (const statement of ['update audit set body = body', 'delete from audit', 'truncate audit']) {
      await expect(at.database.write((db) => sql.raw(statement).execute(db))).rejects.toThrow(/append-only/);
    }
    expect(await at.stores.audit.verify()).toMatchObject({ intact: true });
  });

  it.each([
    ['an altered body', `update audit set body = replace(body, '"what":"', '"what":"not-') where seq = 2`],
    ['a row taken out', 'delete from audit where seq = 2'],
    ['a cut tail', 'delete from audit where seq = (select max(seq) from audit)'],
    ['rows put in another order', 'update audit set seq = case seq when 2 then 3 when 3 then 2 end where seq in (2, 3)'],
    ['a column that says something else', `update audit set plan = 'other' where seq = 2`],
    ['a flipped bit in a hash', `update audit set hash = overlay(hash placing case left(hash, 1) when '0' then '1' else '0' end from 1) where seq = 5`],
    ['a row put in past the end', `insert into audit select seq + 1, incident, plan, body, hash, hash from audit where seq = 5`],
    ['a row put in before the beginning', `insert into audit select 0, incident, plan, body, previous, hash from audit where seq = 1`],
    [
      'a body that is no JSON, its own hash put right',
      `update audit set body = 'x', hash = encode(sha256(convert_to(seq || E'\n' || previous || E'\nx', 'UTF8')), 'hex') where seq = 5`,
    ],
    ['everything gone', 'truncate audit'],
    ['a head turned back with the tail cut', `with cut as (delete from audit where seq = 5) update audit_head set seq = 4`],
  ])('finds %s', async (_what, statement) => {
    let verdict: unknown;
    // A store of its own, broken for good by somebody who may switch the triggers off.
    const other = await startStore();
    try {
      for (let index = 0; index < 5; index += 1) await other.stores.audit.append({ at: now, by: ana, what: 'x', plan: 'p' as PlanId, details: { index } });
      await other.database.write(async (db) => {
        await sql.raw('alter table audit disable trigger all').execute(db);
        await sql.raw('alter table audit drop constraint audit_pkey').execute(db);
        await sql.raw(statement).execute(db);
      });
      verdict = await other.stores.audit.verify();
    } finally {
      await other.stop();
    }
    expect(verdict).toMatchObject({ intact: false });
  });

  it('numbers without gaps when many write at once', async () => {
    await Promise.all(Array.from({ length: 40 }, (_one, index) => at.stores.audit.append({ at: now, by: ana, what: 'many', details: { index } })));
    expect(await at.stores.audit.verify()).toMatchObject({ intact: true });
  });
});
