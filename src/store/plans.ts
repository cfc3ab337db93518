/** Plans in PostgreSQL: each transition one transaction, won by whoever finds the plan as they last saw it. */
import { type Target, targetKey } from '#checks/ports.ts';
import type { PlanId } from '#knowledge/ids.ts';
import type { Redactor } from '#redaction/redact.ts';
import type { PlanStore } from '#remediation/ports.ts';
import { advance, occupying, parsePlan, type Plan } from '#remediation/states.ts';
import { completed } from '#remediation/completed.ts';
import { type Admission, admit, Held } from './admission.ts';
import { appendAudit } from './audit.ts';
import type { Database } from './database.ts';
import { touch } from './news.ts';

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
      const after = advance(plan, event, data);
      let won: boolean;
      try {
        won = await database.write(async (db) => {
          const changed = await db
            .updateTable('plans')
            .set({ version: after.version, state: after.state, data: JSON.stringify(after) })
            .where('id', '=', plan.id)
            .where('version', '=', plan.version)
            .where('state', '=', plan.state)
            .executeTakeFirst();
          if (changed.numUpdatedRows !== 1n) return false;
          if (event === 'claim') await admit(db, after, admission);
          await appendAudit(db, completed(audit, after), redactor);
          await touch(db, plan.incident);
          return true;
        });
      } catch (error) {
        if (error instanceof Held) return { ok: false, because: 'held' };
        if (!isViolationOf(error, 'one_change_per_target')) throw error;
        const by = await occupierOf(plan.target);
        if (by !== undefined) return { ok: false, because: 'occupied', by };
        return { ok: false, because: 'changed', now: await get(plan.id) };
      }
      if (won) return { ok: true, plan: after };
      return { ok: false, because: 'changed', now: await get(plan.id) };
    },
  };
}

function isViolationOf(error: unknown, constraint: string): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === constraint;
}
