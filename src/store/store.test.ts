import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EntryId, IncidentId, WorkerId } from '#knowledge/ids.ts';
import { occupying, type Plan } from '#remediation/states.ts';
import { ana, bo, contentFor, drafted, later, now, told, worker } from '../../test/plans.ts';
import { startStore, type TestStore } from '../../test/postgres.ts';
import { openDatabase } from './database.ts';

let at: TestStore;
let number = 0;

beforeAll(async () => {
  at = await startStore();
});
afterAll(() => at.stop());

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
  at.stores.plans.move(plan, 'claim', { reviews: plan.reviews, worker, startedAt: now, journal: [], before: [] }, told(plan, 'plan.claimed', worker));

describe('incidents', () => {
  it('opens one incident for one message, however often it is delivered', async () => {
    const draft = { openedAt: now, openedBy: ana, origin: { face: 'slack', place: 'C1', message: '1.1' }, language: 'zh', excerpt: 'x', matches: [] } as const;
    const opened = await Promise.all(Array.from({ length: 10 }, () => at.stores.incidents.open(draft)));
    expect(new Set(opened.map((one) => one.incident.id)).size).toBe(1);
    expect(opened.filter((one) => one.fresh)).toHaveLength(1);
  });

  it('keeps the proof as it was found, with or without its columns and times', async () => {
    const plain = { signature: 's', line: 3, text: 'a line', mark: { from: 0, to: 6 }, repeats: 0 };
    const full = { ...plain, columns: { from: 1, to: 7 }, repeats: 11, span: { first: '20m', last: '3m' } };
    const match = { entry: 'cni/cni0-ip-conflict' as EntryId, confidence: 0.55, evidence: [plain, full], captures: {} };
    const matches = [match, { ...match, wrongVersion: { component: 'kubernetes', applies: '<1.24', stated: '1.31.2' } }];
    const origin = { face: 'slack', place: 'C1', message: '1.2' } as const;
    const { incident } = await at.stores.incidents.open({ openedAt: now, openedBy: ana, origin, language: 'en', excerpt: 'x', matches });
    expect((await at.stores.incidents.find(incident.id))?.matches).toEqual(matches);
  });

  it('takes a delivery once', async () => {
    const taken = await Promise.all(Array.from({ length: 20 }, () => at.stores.incidents.firstDelivery('Ev1')));
    expect(taken.filter(Boolean)).toHaveLength(1);
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
  });

  it('admits one change a target, and says who holds it', async () => {
    const plans = await Promise.all(Array.from({ length: 8 }, () => approved('busy')));
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
      const { sql } = await import('kysely');
      await expect(at.database.write((db) => sql.raw(statement).execute(db))).rejects.toThrow(/append-only|permission denied/);
    }
    expect(await at.stores.audit.verify()).toMatchObject({ intact: true });
  });

  it('numbers without gaps when many write at once', async () => {
    await Promise.all(Array.from({ length: 40 }, (_one, index) => at.stores.audit.append({ at: now, by: ana, what: 'many', details: { index } })));
    expect(await at.stores.audit.verify()).toMatchObject({ intact: true });
  });
});

describe('the embedded server', () => {
  it('is found again with all that it holds, after a process that was killed', async () => {
    const other = await startStore();
    const pid = spawnSync('pgrep', ['-f', other.folder], { encoding: 'utf8' }).stdout.trim();
    expect(pid).not.toBe('');
    const again = await openDatabase({ dataDir: other.folder, log: () => undefined });
    expect(again.url).toBe(other.database.url);
    await again.close();
    expect((await other.database.health()).ok).toBe(true);
    await other.stop();
  });

  it('says what to do when a PostgreSQL of yours cannot be reached', async () => {
    await expect(openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', dataDir: '/nonexistent', log: () => undefined })).rejects.toThrow(
      /127\.0\.0\.1:1 cannot be reached.*DATABASE_URL/,
    );
  });

  it('knows a worker that lives from one that does not', async () => {
    await at.stores.workers.join('alive' as WorkerId);
    expect(await at.stores.workers.isAlive('alive' as WorkerId)).toBe(true);
    expect(await at.stores.workers.isAlive('dead' as WorkerId)).toBe(false);
  });
});
