/** Whether an approved plan may begin now: asked inside the transaction that claims it, so that no two claims can both be the last one. */
import { sql, type Transaction } from 'kysely';
import type { PlanBase } from '#remediation/plan.ts';
import { parsePlan } from '#remediation/states.ts';
import type { Tables } from './tables.ts';

export type Admission = {
  /** How many changes may be under way in one cluster. */
  readonly perCluster: number;
  /** Undefined for a node that belongs to no configured cluster: it is bound by its own target alone. */
  readonly clusterOf: (plan: PlanBase) => string | undefined;
};

export const unlimited: Admission = { perCluster: Infinity, clusterOf: () => undefined };

/** The plan must wait; the transaction that wanted to claim it is undone. */
export class Held extends Error {
  constructor(why: string) {
    super(`the plan must wait: ${why}`);
    this.name = 'Held';
  }
}

/** The lock under which claims are counted: "k8sc" as four bytes. */
const claims = 0x6b_38_73_63;

/** @throws {Held} where changes are paused, or the cluster has as many under way as may be. */
export async function admit(db: Transaction<Tables>, plan: PlanBase, admission: Admission): Promise<void> {
  const brake = await db.selectFrom('brakes').select('by').where('name', '=', 'changes').forShare().executeTakeFirstOrThrow();
  if (brake.by !== null) throw new Held('changes are paused');
  const cluster = admission.clusterOf(plan);
  if (cluster === undefined) return;
  await sql`select pg_advisory_xact_lock(${claims}, hashtext(${cluster}))`.execute(db);
  const rows = await db.selectFrom('plans').select('data').where('state', 'in', ['running', 'verifying']).where('id', '<>', plan.id).execute();
  const underway = rows.filter((row) => admission.clusterOf(parsePlan(row.data)) === cluster).length;
  if (underway >= admission.perCluster) throw new Held(`${underway} changes are under way in ${cluster}`);
}
