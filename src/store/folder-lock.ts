/** One process at a time: a folder is made by exactly one, and names its maker, so that a dead one's is taken over. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Runs the work while holding the folder; waits for its turn (milliseconds at most). */
export async function withLock<T>(folder: string, patience: number, work: () => Promise<T>): Promise<T> {
  const until = Date.now() + patience;
  while (!(await taken(folder))) {
    if (await isAbandoned(folder)) await rm(folder, { recursive: true, force: true });
    else if (Date.now() > until) throw new Error(`${folder} is held by another process; remove it if none is starting`);
    else await sleep(100);
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
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
  await writeFile(join(folder, 'pid'), String(process.pid));
  return true;
}

async function isAbandoned(folder: string): Promise<boolean> {
  const pid = Number(await readFile(join(folder, 'pid'), 'utf8').catch(() => ''));
  // Just made, its maker's number not yet written.
  if (!Number.isInteger(pid) || pid <= 0) {
    await sleep(500);
    return Number(await readFile(join(folder, 'pid'), 'utf8').catch(() => '')) === 0;
  }
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'EPERM');
  }
}
