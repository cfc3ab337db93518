/** One-time codes in PostgreSQL: the secret sealed, each code good once, and a lock after several wrong ones. */
import type { OneTimeCodes } from '#remediation/ports.ts';
import { periodOf } from '#remediation/totp.ts';
import { appendAudit } from './audit.ts';
import type { Redactor } from '#redaction/redact.ts';
import type { Database } from './database.ts';
import type { Seal } from './seal.ts';

/** So many wrong codes in a row lock the identity for so many milliseconds: a million codes cannot be tried. */
const tries = 5;
const lockedFor = 15 * 60_000;

export function oneTimeCodes(database: Database, seal: Seal, redactor: Redactor): OneTimeCodes {
  return {
    isEnrolled: async (person) => {
      const row = await database.read((db) => db.selectFrom('one_time_codes').select('person').where('person', '=', person).executeTakeFirst());
      return row !== undefined;
    },
    enroll: async (person, secret, audit) => {
      const row = { secret: await seal.seal(person, secret), last_period: '0', failures: 0, locked_until: null, enrolled_at: audit.at };
      await database.write(async (db) => {
        await db
          .insertInto('one_time_codes')
          .values({ person, ...row })
          .onConflict((conflict) => conflict.column('person').doUpdateSet(row))
          .execute();
        await appendAudit(db, audit, redactor);
      });
    },
    remove: (person, audit) =>
      database.write(async (db) => {
        const removed = await db.deleteFrom('one_time_codes').where('person', '=', person).executeTakeFirst();
        if (removed.numDeletedRows !== 1n) return false;
        await appendAudit(db, audit, redactor);
        return true;
      }),
    spend: (person, code, at) =>
      database.write(async (db) => {
        const row = await db.selectFrom('one_time_codes').selectAll().where('person', '=', person).forUpdate().executeTakeFirst();
        if (row === undefined) return 'not-enrolled';
        if (row.locked_until !== null && row.locked_until.getTime() > at.getTime()) return 'locked';
        const set = (change: { last_period?: string; failures: number; locked_until: Date | null }) =>
          db.updateTable('one_time_codes').set(change).where('person', '=', person).execute();
        const period = periodOf(await seal.open(person, row.secret), code, at);
        if (period !== undefined && period > Number(row.last_period)) {
          await set({ last_period: String(period), failures: 0, locked_until: null });
          return 'accepted';
        }
        const failures = row.failures + 1;
        const locked = failures >= tries;
        await set({ failures: locked ? 0 : failures, locked_until: locked ? new Date(at.getTime() + lockedFor) : null });
        return period === undefined ? 'wrong' : 'used';
      }),
  };
}
