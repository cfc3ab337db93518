/**
 * One process at a time: a folder is made by exactly one, and names its maker, so that a dead one's is taken over. A number alone does
 * not name a process (in a container the next one often has the same), so the time of its start belongs to the name.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a lock may be without a name before its maker counts as dead (milliseconds). */
const unnamed = 500;

/** Work of this process, by folder: each waits for the one before. */
const queues = new Map<string, Promise<unknown>>();

/** Runs the work while holding the folder; waits for its turn (milliseconds at most). @throws {Error} naming the holder when the time is over. */
export async function withLock<T>(folder: string, patience: number, work: () => Promise<T>): Promise<T> {
  const before = queues.get(folder) ?? Promise.resolve();
  const mine = before.then(() => alone(folder, patience, work));
  const settled = mine.then(
    () => undefined,
    () => undefined,
  );
  queues.set(folder, settled);
  try {
    return await mine;
  } finally {
    if (queues.get(folder) === settled) queues.delete(folder);
  }
}

async function alone<T>(folder: string, patience: number, work: () => Promise<T>): Promise<T> {
  const until = Date.now() + patience;
  while (!(await taken(folder))) {
    const holder = await holderOf(folder);
    if (holder === undefined) continue;
    if (isDead(holder)) await takeAway(folder, holder);
    else if (Date.now() > until) throw new Error(`${folder} is held by process ${holder.split(' ')[0] ?? ''}, which is not done after ${patience} ms`);
    else await sleep(50);
  }
  try {
    return await work();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function taken(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
  await writeFile(join(folder, 'holder'), identityOf(process.pid) ?? `${process.pid}`);
  return true;
}

/** Who holds the folder; empty where that was never written, undefined where nobody holds it any more. */
async function holderOf(folder: string): Promise<string | undefined> {
  for (let waited = 0; ; waited += 50) {
    try {
      const holder = await readFile(join(folder, 'holder'), 'utf8');
      if (holder !== '' || waited >= unnamed) return holder;
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
      if (waited >= unnamed) return '';
    }
    await sleep(50);
  }
}

function isDead(holder: string): boolean {
  const [pid] = holder.split(' ');
  // This process waits in its own queue, so a lock in its name is from another life.
  return holder === '' || Number(pid) === process.pid || identityOf(Number(pid)) !== holder;
}

/** Of several who found the same dead holder, one takes the folder away; a lock that was made meanwhile is put back. */
async function takeAway(folder: string, holder: string): Promise<void> {
  const aside = `${folder}.${randomUUID()}`;
  try {
    await rename(folder, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  const found = await readFile(join(aside, 'holder'), 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  });
  if (found !== holder) await rename(aside, folder);
  else await rm(aside, { recursive: true, force: true });
}

/** A process by its number and the time of its start since which boot, where the system tells; undefined where it does not live. */
function identityOf(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!hasCode(error, 'EPERM')) return undefined;
  }
  if (process.platform !== 'linux') return `${pid}`;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may hold anything; the start is the twentieth field after it.
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
    return `${pid} ${started} ${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}`;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ESRCH')) return undefined;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
