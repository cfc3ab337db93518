/** The pause of all changes, and how many were asked for lately. */
import { sql } from 'kysely';
import type { PersonId } from '#knowledge/ids.ts';
import { instant } from '#knowledge/ids.ts';
import type { ChangeLimits } from '#remediation/ports.ts';
import { appendAudit } from './audit.ts';
import type { Redactor } from '#redaction/redact.ts';
import type { Database, Store } from './database.ts';
import { touch } from './news.ts';

export function changeLimits(database: Database, redactor: Redactor): ChangeLimits {
  return {
    paused: async () => {
      const row = await database.read((db) => db.selectFrom('brakes').selectAll().where('name', '=', 'changes').executeTakeFirstOrThrow());
      if (row.by === null || row.at === null) return undefined;
      return { by: row.by as PersonId, reason: row.reason ?? '', at: instant(row.at) };
    },
    pause: ({ by, reason, at }, audit) =>
      database.write(async (db) => {
        const pulled = await db.updateTable('brakes').set({ by, reason, at }).where('name', '=', 'changes').where('by', 'is', null).executeTakeFirst();
        if (pulled.numUpdatedRows !== 1n) return false;
        await appendAudit(db, audit, redactor);
        await touchWaiting(db);
        return true;
      }),
    resume: (audit) =>
      database.write(async (db) => {
        const released = await db
          .updateTable('brakes')
          .set({ by: null, reason: null, at: null })
          .where('name', '=', 'changes')
          .where('by', 'is not', null)
          .executeTakeFirst();
        if (released.numUpdatedRows !== 1n) return false;
        await appendAudit(db, audit, redactor);
        await touchWaiting(db);
        return true;
      }),
    asked: async (who, since) => {
      const row = await database.read((db) => {
        const recent = db
          .selectFrom('plans')
          .innerJoin('incidents', 'incidents.id', 'plans.incident')
          .select((eb) => eb.fn.countAll<string>().as('count'))
          .where(sql<string>`plans.data->>'createdAt'`, '>=', since);
        return 'requester' in who
          ? recent.where(sql<string>`plans.data->>'requester'`, '=', who.requester).executeTakeFirstOrThrow()
          : recent.where('incidents.face', '=', who.place.face).where('incidents.place', '=', who.place.place).executeTakeFirstOrThrow();
      });
      return Number(row.count);
    },
  };
}

/** The cards of plans that wait say whether they may begin. */
async function touchWaiting(db: Store): Promise<void> {
  const waiting = await db
    .selectFrom('plans')
    .select('incident')
    .distinct()
    .where('state', 'in', ['awaiting-approval', 'approved'])
    .orderBy('incident')
    .execute();
  for (const { incident } of waiting) await touch(db, incident);
}
