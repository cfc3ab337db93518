/** Plans in PostgreSQL: each transition one transaction, won by whoever finds the plan as they last saw it. */
import { type Target, targetKey } from '#checks/ports.ts';
import type { PlanId } from '#knowledge/ids.ts';
import type { Redactor } from '#redaction/redact.ts';
import { canonical, type PlanBase } from '#remediation/plan.ts';
import type { AuditDraft, PlanStore } from '#remediation/ports.ts';
import { advance, type AnyPlan, edgeOf, mayCause, occupying, parsePlan, type Plan, transitions } from '#remediation/states.ts';
import { completed } from '#remediation/completed.ts';
import type { Transaction } from 'kysely';
import { type Admission, admit, Held } from './admission.ts';
import { appendAudit } from './audit.ts';
import { type Database, DatabaseGone } from './database.ts';
import { touch } from './news.ts';
import { giveOrder } from './orders.ts';
import type { Tables } from './tables.ts';

export function planStore(database: Database, admission: Admission, redactor: Redactor): PlanStore {
  const find = async (id: PlanId): Promise<Plan | undefined> => {
    const row = await database.read((db) => db.selectFrom('plans').select('data').where('id', '=', id).executeTakeFirst());
    return row === undefined ? undefined : parsePlan(row.data);
  };
  const get = async (id: PlanId): Promise<Plan> => {
    const plan = await find(id);
    if (plan === undefined) throw new Error(`there is no plan ${id}`);
    return plan;
  };
  const occupierOf = async (target: Target): Promise<Plan | undefined> => {
    const row = await database.read((db) =>
      db
        .selectFrom('plans')
        .select('data')
        .where('target', '=', targetKey(target))
        .where('state', 'in', [...occupying])
        .executeTakeFirst(),
    );
    return row === undefined ? undefined : parsePlan(row.data);
  };

  /**
   * The swap, also where the server goes away in the middle: then the plan is looked at, and what was committed is won. The holder of
   * a claim alone knows how its step ended, so it goes on until the server is back; all others give up.
   */
  const surely = async (swap: () => Promise<boolean>, before: AnyPlan, after: AnyPlan): Promise<boolean> => {
    for (;;) {
      try {
        return await swap();
      } catch (error) {
        if (!(error instanceof DatabaseGone)) throw error;
        const now = await found(before.id, before.state === 'running');
        if (canonical(now) === canonical(after)) return true;
        if (now.version !== before.version) return false;
        if (before.state !== 'running') throw error;
      }
    }
  };
  const found = async (id: PlanId, untilItIs: boolean): Promise<Plan> => {
    for (;;) {
      try {
        return await get(id);
      } catch (error) {
        if (!untilItIs || !(error instanceof DatabaseGone)) throw error;
      }
    }
  };

  return {
    insert: async (plan, audit) => {
      try {
        await database.write(async (db) => {
          const row = {
            id: plan.id,
            incident: plan.incident,
            version: plan.version,
            state: plan.state,
            target: targetKey(plan.target),
            hash: plan.hash,
            data: JSON.stringify(plan),
          };
          await db.insertInto('plans').values(row).execute();
          await appendAudit(db, completed(audit, plan), redactor);
          await touch(db, plan.incident);
        });
        return true;
      } catch (error) {
        if (isViolationOf(error, 'one_open_plan_of_a_kind')) return false;
        throw error;
      }
    },
    find,
    ofIncident: async (incident) => {
      const rows = await database.read((db) => db.selectFrom('plans').select('data').where('incident', '=', incident).orderBy('seq', 'desc').execute());
      return rows.map((row) => parsePlan(row.data));
    },
    inState: async <S extends Plan['state']>(states: readonly S[]) => {
      const rows = await database.read((db) =>
        db
          .selectFrom('plans')
          .select('data')
          .where('state', 'in', [...states])
          .orderBy('seq', 'desc')
          .execute(),
      );
      // The query asked for these states only, and parsePlan holds each row to the schema of its state.
      return rows.map((row) => parsePlan(row.data) as Plan<S>);
    },
    move: async (plan, event, data, audit) => {
      if (!mayCause(plan, event, audit.by)) throw new Error(`plan ${plan.id}: "${event}" from "${plan.state}" is not for ${audit.by}`);
      const after = advance(plan, event, data);
      const order = edgeOf(plan.state, event)?.orders;
      const swap = (): Promise<boolean> =>
        database.write(async (db) => {
          if (event === 'claim') await takeOver(db, plan, audit, redactor);
          if (!(await compareAndSwap(db, plan, after))) return false;
          if (event === 'claim') await admit(db, after, admission);
          await appendAudit(db, completed(audit, after), redactor);
          if (order !== undefined) await giveOrder(db, order, plan.id);
          await touch(db, plan.incident);
          return true;
        });
      try {
        if (await surely(swap, plan, after)) return { ok: true, plan: after };
      } catch (error) {
        if (error instanceof Held) return { ok: false, because: 'held' };
        if (!isViolationOf(error, 'one_change_per_target')) throw error;
        const by = await occupierOf(plan.target);
        if (by !== undefined) return { ok: false, because: 'occupied', by };
      }
      return { ok: false, because: 'changed', now: await get(plan.id) };
    },
  };
}

/**
 * The claim of a plan that goes on from another ends that one in the same transaction, so that nobody else gets the target in between.
 * Where it is no longer unknown, somebody had it inspected, and there is nothing to take over: the drift of the evidence decides.
 */
async function takeOver(db: Transaction<Tables>, plan: PlanBase, audit: AuditDraft, redactor: Redactor): Promise<void> {
  if (plan.origin.kind !== 'continue') return;
  const row = await db.selectFrom('plans').select('data').where('id', '=', plan.origin.of).forUpdate().executeTakeFirst();
  const old = row === undefined ? undefined : parsePlan(row.data);
  if (old?.state !== 'unknown') return;
  const { reviews, journal, before, problem } = old;
  const ended = advance(old, 'continue', { reviews, journal, before, problem, by: plan.id, at: audit.at });
  await compareAndSwap(db, old, ended);
  await appendAudit(db, completed({ ...audit, what: transitions.unknown.continue.writes, plan: old.id, details: { by: plan.id } }, ended), redactor);
}

async function compareAndSwap(db: Transaction<Tables>, before: AnyPlan, after: AnyPlan): Promise<boolean> {
  const changed = await db
    .updateTable('plans')
    .set({ version: after.version, state: after.state, data: JSON.stringify(after) })
    .where('id', '=', before.id)
    .where('version', '=', before.version)
    .where('state', '=', before.state)
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

function isViolationOf(error: unknown, constraint: string): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === constraint;
}
