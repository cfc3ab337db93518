/** What a running process is made of, built once and handed to commands, workers and faces. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Health, Services } from '#commands/context.ts';
import type { Targets } from '#checks/ports.ts';
import type { Config } from '#config/config.ts';
import type { Roster } from '#config/people.ts';
import type { Engine } from '#diagnosis/diagnosis.ts';
import { createJobs, type Jobs } from '#jobs/jobs.ts';
import type { WorkerId } from '#knowledge/ids.ts';
import { describeProblem } from '#knowledge/sources.ts';
import type { Library } from '#library/library.ts';
import type { Redactor } from '#redaction/redact.ts';
import { type Database, openDatabase } from '#store/database.ts';
import type { Admission } from '#store/admission.ts';
import { createStores, type Stores } from '#store/stores.ts';
import { type Relay, startRelay } from './relay.ts';
import { handlersOf } from './work.ts';

const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';

/** A new random id: 128 bits and more, in letters and digits that nobody confuses. */
export function newId(): string {
  return [...randomBytes(26)].map((byte) => alphabet[byte % 32] ?? '').join('');
}

export type Backbone = {
  readonly services: Services;
  readonly database: Database;
  readonly stores: Stores;
  readonly jobs: Jobs;
  startWork(): Promise<void>;
  close(): Promise<void>;
};

export type BackboneParts = {
  readonly config: Config;
  readonly library: Library<Engine> & { readonly folders: readonly string[] };
  readonly targets: Targets;
  readonly roster: Roster;
  readonly redactor: Redactor;
  readonly log: (problem: unknown) => void;
};

/** Opens the database and the queues and puts the services together. Work starts when it is told to. */
export async function createBackbone(parts: BackboneParts): Promise<Backbone> {
  const { config, log } = parts;
  const database = await openDatabase({ url: config.databaseUrl, dataDir: config.dataDir, log });
  const stores = createStores(database, {
    newId,
    dataDir: config.dataDir,
    redactor: parts.redactor,
    log,
    admission: admissionOf(config, parts.targets),
    stepUpKey: config.stepUpKey,
  });
  const jobs = await createJobs({ databaseUrl: database.url, redisUrl: config.redisUrl, log });
  const services: Services = {
    knowledge: () => parts.library.current().knowledge,
    engine: () => parts.library.current().engine,
    library: { folders: parts.library.folders, origins: () => parts.library.current().origins },
    targets: parts.targets,
    incidents: stores.incidents,
    plans: stores.plans,
    limits: stores.limits,
    codes: stores.codes,
    audit: stores.audit,
    workers: stores.workers,
    changes: stores.changes,
    queue: jobs.queue,
    people: parts.roster,
    approvers: parts.roster,
    redactor: parts.redactor,
    clock: () => new Date(),
    newId,
    policy: config.policy,
    approvalTtl: config.policy.approvalMinutes * 60_000,
    sleep: async (milliseconds, signal) => {
      await sleep(milliseconds, undefined, { signal });
    },
    health: () => healthOf(database, jobs, parts),
  };
  let relay: Relay | undefined;
  return {
    services,
    database,
    stores,
    jobs,
    startWork: async () => {
      const name = newId();
      const worker = `worker:${name}` as WorkerId;
      await stores.workers.join(worker);
      relay = startRelay(stores.orders, jobs.queue, stores.changes, log);
      const handlers = handlersOf(services, worker, relay.run, log);
      await jobs.work(handlers);
      // What the last process left behind is taken up now, not at the next sweep.
      handlers.sweep(name).catch(log);
    },
    close: async () => {
      relay?.stop();
      await jobs.close();
      await stores.close();
      await database.close();
    },
  };
}

/** How many changes at once a cluster admits, and which cluster a plan is in. */
function admissionOf(config: Config, targets: Targets): Admission {
  return {
    perCluster: config.policy.limits.perCluster,
    clusterOf: (plan) => plan.targets.cluster ?? targets.directory.find(plan.target)?.cluster,
  };
}

async function healthOf(database: Database, jobs: Jobs, parts: BackboneParts): Promise<readonly Health[]> {
  const [db, queue] = await Promise.all([database.health(), jobs.health()]);
  const at = database.embedded ? 'embedded' : 'DATABASE_URL';
  const targets = await Promise.all(parts.targets.directory.list().map((target) => healthOfTarget(parts.targets, target)));
  return [
    db.ok
      ? { what: 'PostgreSQL', ok: true, says: { en: `Answers (${at}).`, zh: `正常（${at}）。` } }
      : { what: 'PostgreSQL', ok: false, says: { en: `Does not answer (${at}). Check that it runs.`, zh: `没有响应（${at}），请检查是否在运行。` } },
    queue.ok
      ? { what: 'BullMQ', ok: true, says: { en: `Works, on ${queue.on}.`, zh: `正常，使用 ${queue.on}。` } }
      : { what: 'BullMQ', ok: false, says: { en: `The queue on ${queue.on} does not answer.`, zh: `${queue.on} 上的队列没有响应。` } },
    healthOfKnowledge(parts.library),
    ...targets,
  ];
}

function healthOfKnowledge(library: BackboneParts['library']): Health {
  const { knowledge, since } = library.current();
  const [first] = library.problems();
  const count = knowledge.entries.size;
  if (first === undefined) return { what: 'knowledge', ok: true, says: { en: `${count} entries.`, zh: `${count} 个条目。` } };
  const wrong = describeProblem(first);
  return {
    what: 'knowledge',
    ok: false,
    says: {
      en: `A changed file was refused: ${wrong}. The ${count} entries of ${since.toISOString()} go on serving.`,
      zh: `改动的文件未被采用：${wrong}。仍在使用 ${since.toISOString()} 的 ${count} 个条目。`,
    },
  };
}

async function healthOfTarget(targets: Targets, target: ReturnType<Targets['directory']['list']>[number]): Promise<Health> {
  const signal = AbortSignal.timeout(15_000);
  const what = `${target.on} ${target.name}`;
  try {
    if (target.on === 'node') await targets.nodes.run(target.name, { argv: ['true'], sudo: false, timeout: 10_000 }, signal);
    else await targets.clusters.read(target.name, { kind: 'object', apiVersion: 'v1', resource: 'namespaces', name: 'default' }, signal);
    return { what, ok: true, says: { en: 'Answers.', zh: '正常。' } };
  } catch (error) {
    const text = error instanceof Error && 'problem' in error ? (error as { problem: { text: Health['says'] } }).problem.text : undefined;
    if (text === undefined) throw error;
    return { what, ok: false, says: text };
  }
}
