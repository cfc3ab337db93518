/** One suite for both queues that BullMQ may stand on: PostgreSQL, and Redis or Valkey. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createJobs, type Jobs } from '#jobs/jobs.ts';
import type { PlanId, RunId } from '#knowledge/ids.ts';
import { freePort, until } from '../local-slack.ts';
import { startStore, type TestStore } from '../postgres.ts';

const redisMissing =
  spawnSync('redis-server', ['--version']).status === 0 ? undefined : 'SKIPPED: redis-server is missing: install Debian’s package redis-server';
if (redisMissing !== undefined && process.env['CI'] === 'true') throw new Error(redisMissing);

describe.each(['postgresql', 'redis'] as const)('the queues on %s', (on) => {
  const skip = on === 'redis' && redisMissing !== undefined;
  let store: TestStore;
  let redis: ChildProcess | undefined;
  let jobs: Jobs;
  const done: string[] = [];
  const problems: unknown[] = [];
  let sweeps = 0;

  beforeAll(async () => {
    if (skip) return;
    store = await startStore();
    const port = await freePort();
    if (on === 'redis') redis = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], { stdio: 'ignore' });
    if (on === 'redis') await until(() => (spawnSync('redis-cli', ['-p', String(port), 'ping']).status === 0 ? true : undefined), 'Redis');
    jobs = await createJobs({
      databaseUrl: store.database.url,
      redisUrl: on === 'redis' ? `redis://127.0.0.1:${port}` : undefined,
      log: (problem) => problems.push(problem),
      sweepEvery: 300,
    });
    await jobs.work({
      checkRun: async (id) => void done.push(`check ${id}`),
      change: async (id) => {
        done.push(`change ${id}`);
        if (id === 'failing') throw new Error('this change fails');
      },
      inspection: async (id) => void done.push(`inspection ${id}`),
      sweep: async () => void (sweeps += 1),
    });
  });
  afterAll(async () => {
    if (skip) return;
    await jobs.close();
    await store.stop();
    redis?.kill();
  });

  const count = (what: string): number => done.filter((one) => one === what).length;

  it.skipIf(skip)('run what they are told, each kind by its handler', async () => {
    await Promise.all([jobs.queue.checkRun('r1' as RunId), jobs.queue.change('p1' as PlanId), jobs.queue.inspection('p2' as PlanId)]);
    await until(() => (done.length >= 3 ? true : undefined), 'three jobs');
    expect(done.toSorted()).toEqual(['change p1', 'check r1', 'inspection p2']);
  });

  it.skipIf(skip)('take the same id again once it is done', async () => {
    await jobs.queue.checkRun('again' as RunId);
    await until(() => (count('check again') === 1 ? true : undefined), 'the first');
    await until(async () => {
      await jobs.queue.checkRun('again' as RunId);
      return count('check again') >= 2 ? true : undefined;
    }, 'the second');
  });

  it.skipIf(skip)('never try a change that failed a second time, and say that it failed', async () => {
    await jobs.queue.change('failing' as PlanId);
    await until(() => (problems.length > 0 ? true : undefined), 'the failure in the log');
    await new Promise((settle) => setTimeout(settle, 500));
    expect(count('change failing')).toBe(1);
  });

  it.skipIf(skip)('sweep every so often', async () => {
    await until(() => (sweeps >= 2 ? true : undefined), 'two sweeps');
    expect(await jobs.health()).toEqual({ ok: true, on });
  });
});
