/** Orders to the workers: rows that a transition wrote, handed to the queue and forgotten once it has them. */
import { z } from 'zod';
import type { PlanId } from '#knowledge/ids.ts';
import type { Orders } from '#remediation/ports.ts';
import { PlanIdSchema } from '#remediation/records.ts';
import type { Order } from '#remediation/states.ts';
import type { Transaction } from 'kysely';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

const RowSchema = z.object({ seq: z.string(), kind: z.enum(['change', 'inspection']), plan: PlanIdSchema });
const atOnce = 20;

/** Writes an order, in the transaction of the event that gives it. */
export async function giveOrder(db: Transaction<Tables>, kind: Order, plan: PlanId): Promise<void> {
  await db.insertInto('orders').values({ kind, plan }).execute();
}

export function orders(database: Database): Orders {
  /** Rows under way in another process are passed over; one that dies gives them back. */
  const relaySome = (tell: (order: Order, plan: PlanId) => Promise<void>): Promise<number> =>
    database.write(async (db) => {
      const rows = await db.selectFrom('orders').selectAll().orderBy('seq').limit(atOnce).forUpdate().skipLocked().execute();
      for (const row of rows) {
        const { seq, kind, plan } = RowSchema.parse(row);
        await tell(kind, plan);
        await db.deleteFrom('orders').where('seq', '=', seq).execute();
      }
      return rows.length;
    });
  return {
    relay: async (tell) => {
      for (;;) if ((await relaySome(tell)) < atOnce) return;
    },
  };
}
