/**
 * The queues, BullMQ's: on PostgreSQL, or on Redis or Valkey where an address is given. Wiring only: a job holds an id, and what is to be
 * done stands in the database. So losing a queue loses nothing (the sweep tells it again), and telling it twice is one job.
 *
 * `checks` may be run again by BullMQ when a worker dies: they only read. `changes` may not, ever: one attempt, no recovery of
 * stalled jobs; the plan's own state decides whether there is anything left to do.
 */
import { createPostgresBackend, createRedisBackend, type Job, withBackend } from 'bullmq';
import type { PlanId, RunId } from '#knowledge/ids.ts';

/**
 * Tells the queue what is to be done; telling twice is one job. A job that a dead process held would swallow a second telling until BullMQ
 * notices, half a minute later: a process that starts tells under a name of its own (`as`), and the state in the database sees to it that
 * nothing is done twice.
 */
export type JobQueue = {
  checkRun(run: RunId, as?: string): Promise<void>;
  change(plan: PlanId, as?: string): Promise<void>;
  inspection(plan: PlanId, as?: string): Promise<void>;
};

export type Handlers = {
  checkRun(run: RunId, signal: AbortSignal): Promise<void>;
  change(plan: PlanId, signal: AbortSignal): Promise<void>;
  inspection(plan: PlanId, signal: AbortSignal): Promise<void>;
  /** Every so often, in one of the processes: expiries, dead workers, jobs that were never told. */
  sweep(as?: string): Promise<void>;
};

export type Jobs = {
  readonly queue: JobQueue;
  /** Starts taking jobs in this process. */
  work(handlers: Handlers): Promise<void>;
  health(): Promise<{ readonly ok: boolean; readonly on: 'postgresql' | 'redis' }>;
  /** Lets what is under way end, for a while, then cuts it off. */
  close(): Promise<void>;
};

export type JobsOptions = {
  readonly databaseUrl: string;
  readonly redisUrl?: string | undefined;
  readonly log: (problem: unknown) => void;
  /** Milliseconds between sweeps. */
  readonly sweepEvery?: number;
};

type JobData = { readonly id: string };

const schema = 'k8sdoc_jobs';
const patience = 10_000;

type Classes = Pick<ReturnType<typeof withBackend>, 'Queue' | 'Worker'>;

function backendOf(options: JobsOptions): { readonly classes: Classes; readonly connection: object; readonly on: 'postgresql' | 'redis' } {
  if (options.redisUrl === undefined) {
    const connection = { connectionString: options.databaseUrl, schema, migrate: true, max: 4, connectionTimeoutMillis: 5000 };
    return { classes: withBackend(createPostgresBackend) as unknown as Classes, connection, on: 'postgresql' };
  }
  // BullMQ asks workers to wait for Redis without limit; a queue, that a person waits for, gives up.
  return { classes: withBackend(createRedisBackend) as unknown as Classes, connection: { url: options.redisUrl, maxRetriesPerRequest: null }, on: 'redis' };
}

export async function createJobs(options: JobsOptions): Promise<Jobs> {
  const { classes, connection, on } = backendOf(options);
  const once = { removeOnComplete: true, removeOnFail: true, attempts: 1 } as const;
  const checks = new classes.Queue<JobData>('checks', { connection, defaultJobOptions: once });
  const changes = new classes.Queue<JobData>('changes', { connection, defaultJobOptions: once });
  for (const queue of [checks, changes]) queue.on('error', options.log);
  await Promise.all([checks.waitUntilReady(), changes.waitUntilReady()]);

  const workers: { close(force?: boolean): Promise<void> }[] = [];
  const ending = new AbortController();

  const work = async (handlers: Handlers): Promise<void> => {
    const handle = async (job: Job<JobData>): Promise<void> => {
      switch (job.name) {
        case 'check-run':
          return handlers.checkRun(job.data.id as RunId, ending.signal);
        case 'inspection':
          return handlers.inspection(job.data.id as PlanId, ending.signal);
        case 'change':
          return handlers.change(job.data.id as PlanId, ending.signal);
        case 'sweep':
          return handlers.sweep();
        default:
          throw new Error(`there is no job called ${job.name}`);
      }
    };
    const checkWorker = new classes.Worker<JobData>('checks', handle, { connection, concurrency: 8 });
    const changeWorker = new classes.Worker<JobData>('changes', handle, { connection, concurrency: 4, maxStalledCount: 0 });
    for (const worker of [checkWorker, changeWorker]) {
      worker.on('error', options.log);
      worker.on('failed', (_job, error) => options.log(error));
      workers.push(worker);
    }
    await Promise.all([checkWorker.waitUntilReady(), changeWorker.waitUntilReady()]);
    await checks.upsertJobScheduler('sweep', { every: options.sweepEvery ?? 10_000 }, { name: 'sweep', data: { id: 'sweep' }, opts: once });
  };

  return {
    queue: {
      checkRun: async (id, as) => {
        await checks.add('check-run', { id }, { jobId: jobId('run', id, as) });
      },
      inspection: async (id, as) => {
        await checks.add('inspection', { id }, { jobId: jobId('inspection', id, as) });
      },
      change: async (id, as) => {
        await changes.add('change', { id }, { jobId: jobId('change', id, as) });
      },
    },
    work,
    health: async () => {
      const ok = await Promise.race([
        checks.getJobCountByTypes('waiting').then(
          () => true,
          (error: unknown) => {
            options.log(error);
            return false;
          },
        ),
        new Promise<boolean>((settle) => setTimeout(() => settle(false), 2000).unref()),
      ]);
      return { ok, on };
    },
    close: async () => {
      const done = Promise.all(workers.map((worker) => worker.close()));
      const late = setTimeout(() => ending.abort(), patience);
      await done.finally(() => clearTimeout(late));
      await Promise.all([checks.close(), changes.close()]);
    },
  };
}

function jobId(kind: string, id: string, as: string | undefined): string {
  return as === undefined ? `${kind}-${id}` : `${kind}-${id}-${as}`;
}
