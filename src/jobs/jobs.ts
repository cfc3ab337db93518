/**
 * The queues, BullMQ's: on PostgreSQL, or on Redis or Valkey where an address is given. Wiring only: a job holds an id, and what is to be
 * done stands in the database. So losing a queue loses nothing (the sweep tells it again), and telling it twice is one job.
 *
 * `checks` may be run again by BullMQ when a worker dies: they only read. `changes` may not, ever: one attempt, no recovery of
 * stalled jobs; the plan's own state decides whether there is anything left to do.
 */
import type { Job } from 'bullmq';
import type { PlanId, RunId } from '#knowledge/ids.ts';
import { type Backend, backendOf } from './backend.ts';
import { inTime, QueueGone, rarely, unreachable } from './outage.ts';

/**
 * Tells the queue what is to be done; telling twice is one job. A job that a dead process held would swallow a second telling until BullMQ
 * notices, half a minute later: a process that starts tells under a name of its own (`as`), and the state in the database sees to it that
 * nothing is done twice. @throws {QueueGone} when the queue does not answer; the next sweep after its return tells it.
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
  /** Milliseconds after which the jobs of a worker that gives no sign count as abandoned. */
  readonly abandonedAfter?: number;
  /** Milliseconds that jobs under way are given to end when the process closes, and as much again once they are told to stop. */
  readonly patience?: number;
};

type JobData = { readonly id: string };

const once = { removeOnComplete: true, removeOnFail: true, attempts: 1 } as const;
const sweeper = 'sweep';

/** Connects the queues. @throws {Problem} naming the server that does not answer, and what to do. */
export async function createJobs(options: JobsOptions): Promise<Jobs> {
  const backend = backendOf(options);
  const log = rarely(options.log);
  const every = options.sweepEvery ?? 10_000;
  const patience = options.patience ?? 10_000;
  const queueOf = (name: string) => {
    const queue = new backend.classes.Queue<JobData>(name, { ...backend.forQueues, defaultJobOptions: once });
    queue.on('error', log);
    return queue;
  };
  const checks = queueOf('checks');
  const changes = queueOf('changes');
  const closeQueues = async (): Promise<void> => {
    await Promise.all([checks.close(), changes.close()]);
  };
  try {
    await inTime(Promise.all([checks.waitUntilReady(), changes.waitUntilReady()]));
  } catch (error) {
    await closeQueues().catch(log);
    throw unreachable(backend, error);
  }

  const workers: ReturnType<typeof workerOf>[] = [];
  const ending = new AbortController();
  let watch: NodeJS.Timeout | undefined;

  const workerOf = (name: string, handle: (job: Job<JobData>) => Promise<void>, more: { concurrency: number; maxStalledCount?: number }) => {
    const lock = options.abandonedAfter ?? 30_000;
    // How soon after an outage it asks again; BullMQ's own is a quarter of a minute, and somebody waits.
    const settings = { ...backend.forWorkers, ...more, lockDuration: lock, stalledInterval: lock, runRetryDelay: 1000 };
    const worker = new backend.classes.Worker<JobData>(name, handle, settings);
    worker.on('error', log);
    worker.on('failed', (_job, error) => options.log(error));
    return worker;
  };
  /** The sweep is a job too: were the queue to lose all it holds, nobody would tell it again. So every process sees to it that it is there. */
  const keepSweeping = async (): Promise<void> => {
    const known = await checks.getJobScheduler(sweeper);
    const overdue = known?.next !== undefined && known.next < Date.now() - 3 * every;
    if (known !== undefined && known.every === every && !overdue) return;
    await checks.upsertJobScheduler(sweeper, { every }, { name: 'sweep', data: { id: sweeper }, opts: once });
  };

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
    workers.push(workerOf('checks', handle, { concurrency: 8 }), workerOf('changes', handle, { concurrency: 4, maxStalledCount: 0 }));
    await Promise.all(workers.map((worker) => worker.waitUntilReady()));
    await keepSweeping();
    watch = setInterval(() => void keepSweeping().catch(log), every);
  };

  const tell = async (queue: typeof checks, name: string, id: string, as: string | undefined): Promise<void> => {
    const words = [name === 'check-run' ? 'run' : name, id, ...(as === undefined ? [] : [as])];
    try {
      await inTime(queue.add(name, { id }, { jobId: words.join('-') }));
    } catch (error) {
      throw new QueueGone(error);
    }
  };

  return {
    queue: {
      checkRun: (id, as) => tell(checks, 'check-run', id, as),
      inspection: (id, as) => tell(checks, 'inspection', id, as),
      change: (id, as) => tell(changes, 'change', id, as),
    },
    work,
    health: () => healthOf(backend, () => checks.getJobCountByTypes('waiting'), log),
    close: async () => {
      clearInterval(watch);
      const stopping = new AbortController();
      const late = setTimeout(() => ending.abort(), patience);
      const done = Promise.all(workers.map((worker) => worker.close()));
      const never = new Promise<void>((settle) => {
        const alarm = setTimeout(() => {
          options.log(new Error('jobs under way did not stop when they were told to; they are left to end with the process'));
          settle();
        }, 2 * patience);
        stopping.signal.addEventListener('abort', () => clearTimeout(alarm), { once: true });
      });
      await Promise.race([done, never]).finally(() => {
        clearTimeout(late);
        stopping.abort();
      });
      await closeQueues();
    },
  };
}

async function healthOf(backend: Backend, ask: () => Promise<unknown>, log: (problem: unknown) => void): ReturnType<Jobs['health']> {
  try {
    await inTime(ask(), 2000);
    return { ok: true, on: backend.on };
  } catch (error) {
    log(error);
    return { ok: false, on: backend.on };
  }
}
