/** Where the queues live: BullMQ's classes bound to PostgreSQL or to Redis, and how queues and workers connect there. */
import { createPostgresBackend, createRedisBackend, withBackend } from 'bullmq';

type Classes = Pick<ReturnType<typeof withBackend>, 'Queue' | 'Worker'>;

export type Backend = {
  readonly on: 'postgresql' | 'redis';
  /** Host and port, for messages. */
  readonly at: string;
  readonly classes: Classes;
  /** What somebody waits for gives up soon. */
  readonly forQueues: { readonly connection: object; readonly prefix?: string };
  /** What waits for work waits without limit. */
  readonly forWorkers: { readonly connection: object; readonly prefix?: string };
};

/** BullMQ's tables have a schema of their own, its Redis keys a prefix. */
const schema = 'k8sdoc_jobs';
const prefix = 'k8sdoc';

export function backendOf(options: { readonly databaseUrl: string; readonly redisUrl?: string | undefined }): Backend {
  // The two backends' classes differ in the type of their connection only, which each gets right below.
  if (options.redisUrl === undefined) {
    const connection = {
      connectionString: options.databaseUrl,
      schema,
      migrate: true,
      max: 4,
      connectionTimeoutMillis: 5000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      application_name: 'k8sdoc jobs',
    };
    const classes = withBackend(createPostgresBackend) as unknown as Classes;
    return { on: 'postgresql', at: new URL(options.databaseUrl).host, classes, forQueues: { connection }, forWorkers: { connection } };
  }
  const connection = { url: options.redisUrl, connectTimeout: 5000, keepAlive: 10_000 };
  return {
    on: 'redis',
    at: new URL(options.redisUrl).host,
    classes: withBackend(createRedisBackend) as unknown as Classes,
    forQueues: { prefix, connection: { ...connection, maxRetriesPerRequest: 1 } },
    forWorkers: { prefix, connection: { ...connection, maxRetriesPerRequest: null } },
  };
}
