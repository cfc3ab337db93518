/**
 * PostgreSQL restarted and its connections cut while plans are drafted, approved and run: nothing that was confirmed is lost, no step
 * runs twice, the store says that it is away while it is, and every plan ends as the machine saw it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { PlanId } from '#knowledge/ids.ts';
import type { Order, Plan } from '#remediation/states.ts';
import { Problem } from '#language/problem.ts';
import { execute } from '#remediation/execute.ts';
import { recover } from '#remediation/recover.ts';
import { openDatabase } from '#store/database.ts';
import { verify } from '#remediation/verify.ts';
import { quiet, startWorkbench, worker, type Workbench } from '../workbench.ts';
import { randomOf } from './random.ts';

export type OutageReport = {
  readonly cuts: number;
  readonly restarts: number;
  readonly plans: number;
  readonly ended: Readonly<Record<string, number>>;
  /** Requests that were told that the database is away. */
  readonly toldAway: number;
  /** Times that health said so while it was. */
  readonly healthSaidAway: number;
  readonly wrong: readonly string[];
};

type Outage = { readonly restart: () => Promise<void>; readonly cut: () => Promise<void>; readonly close: () => Promise<void> };

/** Makes so many outages, every fifth of them a restart, the others all connections cut, under three streams of plans. */
export async function outageRounds(outages: number, seed = 1): Promise<OutageReport> {
  const bench = await startWorkbench();
  const server = await openOutage(bench);
  const random = randomOf(seed);
  const done = { now: false };
  const confirmed = new Set<PlanId>();
  const wrong: string[] = [];
  let toldAway = 0;
  let healthSaidAway = 0;
  let cuts = 0;
  let restarts = 0;
  bench.machine.change = async () => {
    await sleep(5);
    return undefined;
  };
  const heard = (error: unknown): void => {
    if (error instanceof Problem) toldAway += 1;
    else wrong.push(String(error));
  };
  const stream = async (lane: number): Promise<void> => {
    for (let turn = 0; !done.now; turn += 1) {
      try {
        const proposed = await bench.draft('lab/five-links', 'make', { name: `o${lane}n${turn}` });
        if (!proposed.ok) throw new Error(proposed.text.en);
        confirmed.add(proposed.plan.id);
        await bench.approve(proposed.plan);
        while (!done.now && (await bench.workshop.plans.inState(['approved'])).length > 3) await sleep(20);
      } catch (error) {
        heard(error);
        await sleep(20);
      }
    }
  };
  const work = async (): Promise<void> => {
    while (!done.now) {
      await workOnce(bench).catch(heard);
      await sleep(10);
    }
  };
  const streams = [stream(1), stream(2), stream(3), work()];
  try {
    for (let round = 1; round <= outages; round += 1) {
      await sleep(100 + random() * 400);
      if (round % 5 === 0) {
        restarts += 1;
        // The connection that was chosen may have ended by itself in the same moment: then nothing was restarted.
        let away = false;
        for (let attempt = 0; attempt < 3 && !away; attempt += 1) {
          await server.restart();
          away = await isSaidAway(bench);
        }
        if (away) healthSaidAway += 1;
      } else {
        cuts += 1;
        await server.cut();
      }
    }
    done.now = true;
    await Promise.all(streams);
    await settle(bench);
    const ended = await judge(bench, confirmed, wrong);
    return { cuts, restarts, plans: confirmed.size, ended, toldAway, healthSaidAway, wrong };
  } finally {
    done.now = true;
    await Promise.allSettled(streams);
    await server.close();
    await bench.stop();
  }
}

/** Whether health says, within a moment, that the database is away. It is asked until it is back. */
async function isSaidAway(bench: Workbench): Promise<boolean> {
  let away = false;
  for (let look = 0; look < 100; look += 1) {
    const { ok } = await bench.store.database.health();
    away ||= !ok;
    if (away && ok) break;
    await sleep(10);
  }
  return away;
}

/** What a worker does at a sweep: it takes up what is approved, what was dropped and what is to be verified. */
async function workOnce(bench: Workbench): Promise<number> {
  const orders: { readonly order: Order; readonly plan: PlanId }[] = [];
  await recover(bench.workshop, { tell: async (order, plan) => void orders.push({ order, plan }), dropped: () => true });
  for (const { order, plan: id } of orders) {
    if (order === 'change') await execute(bench.workshop, id, worker, quiet);
    const plan = await bench.workshop.plans.find(id);
    if (plan?.state === 'verifying') await verify(bench.workshop, plan, quiet);
  }
  return orders.length;
}

/** Works until nothing is left to do. */
async function settle(bench: Workbench): Promise<void> {
  for (let turn = 0; turn < 1000; turn += 1) if ((await workOnce(bench)) === 0) return;
  throw new Error('the plans do not come to rest');
}

async function judge(bench: Workbench, confirmed: ReadonlySet<PlanId>, wrong: string[]): Promise<Readonly<Record<string, number>>> {
  const ended: Record<string, number> = {};
  for (const id of confirmed) {
    const plan = await bench.workshop.plans.find(id);
    ended[plan?.state ?? 'lost'] = (ended[plan?.state ?? 'lost'] ?? 0) + 1;
    if (plan === undefined) wrong.push(`${id} was lost`);
    else wrong.push(...liesOf(bench, plan));
  }
  if (!(await bench.store.stores.audit.verify()).intact) wrong.push('the record is broken');
  return ended;
}

function liesOf(bench: Workbench, plan: Plan): readonly string[] {
  const name = plan.values['name'] ?? '';
  const commands = bench.machine.ran.filter((line) => line.includes(` ${name}x`));
  const journal = 'journal' in plan ? plan.journal : [];
  const ended = journal.filter((record) => record.state === 'ended').length;
  const open = journal.filter((record) => record.state === 'started').length;
  return [
    ...(new Set(commands).size === commands.length ? [] : [`${plan.id}: a step ran twice`]),
    ...(commands.length === ended || (open === 1 && commands.length === ended + 1)
      ? []
      : [`${plan.id} is ${plan.state} with ${ended} ended, ${open} open; ${commands.length} ran`]),
    ...(['approved', 'running', 'verifying', 'drafted'].includes(plan.state) ? [`${plan.id} is left ${plan.state}`] : []),
    ...(plan.state === 'fixed' && !bench.machine.links.has(`${name}x5`) ? [`${plan.id} is said to be fixed`] : []),
  ];
}

/**
 * Outages of the bench's own server. A connection's process that is killed makes PostgreSQL end all others, replay its log and start
 * anew, as after a crash; a cut ends every connection and leaves the server alone.
 */
async function openOutage(bench: Workbench): Promise<Outage> {
  const database = await openDatabase({ dataDir: bench.store.folder, log: () => undefined });
  const pids = async (): Promise<readonly number[]> => {
    const others = sql<{ pid: number }>`select pid from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'`;
    return (await database.read((db) => others.execute(db))).rows.map((row) => row.pid);
  };
  return {
    restart: async () => {
      const [victim] = await pids();
      if (victim !== undefined) process.kill(victim, 'SIGKILL');
    },
    cut: async () => {
      const all = await pids();
      await database.read((db) => sql`select pg_terminate_backend(pid) from unnest(${sql.val([...all])}::int[]) as pid`.execute(db)).catch(() => undefined);
    },
    close: () => database.close(),
  };
}
