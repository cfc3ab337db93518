/** An organisation's entries in a git repository: cloned when the program starts, brought up to date while it runs. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Problem } from '#language/problem.ts';

const run = promisify(execFile);
const patience = 60_000;

export type Repository = {
  readonly url: string;
  /** A branch or a tag; the repository's own where none is given. */
  readonly ref?: string | undefined;
  /** Where the entries lie in it. */
  readonly folder?: string | undefined;
};

export type Checkout = {
  /** The folder with the entries. */
  readonly folder: string;
  /** Fetches and takes what is new. @throws {Problem} where it cannot; the folder is then as it was. */
  update(): Promise<void>;
};

/** Clones a repository below `home`, or brings the clone of an earlier start up to date. @throws {Problem} where there is nothing to work with. */
export async function checkOut(repository: Repository, home: string, log: (problem: unknown) => void): Promise<Checkout> {
  const { url, ref } = repository;
  const clone = join(
    home,
    createHash('sha256')
      .update(`${url} ${ref ?? ''}`)
      .digest('hex')
      .slice(0, 16),
  );
  const git = async (...words: readonly string[]): Promise<void> => {
    try {
      await run('git', words, { timeout: patience, env: { ...safeEnvironment, PATH: safePath, HOME: homedir() } });
    } catch (error) {
      const said = error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' ? error.stderr.trim().split('\n').at(-1) : undefined;
      const why = said === undefined || said === '' ? (error instanceof Error ? error.message : String(error)) : said;
      throw new Problem({ en: `The knowledge in ${url} cannot be fetched: ${why}`, zh: `无法获取 ${url} 中的知识库：${why}` }, { cause: error });
    }
  };
  const update = async (): Promise<void> => {
    await git('-C', clone, 'fetch', '--quiet', '--depth', '1', 'origin', ref ?? 'HEAD');
    await git('-C', clone, 'reset', '--quiet', '--hard', 'FETCH_HEAD');
  };
  await mkdir(home, { recursive: true });
  if (await exists(join(clone, '.git'))) {
    // Last time's clone serves while the repository is away.
    await update().catch(log);
  } else {
    await git('clone', '--quiet', '--depth', '1', ...(ref === undefined ? [] : ['--branch', ref]), '--', url, clone);
  }
  return { folder: join(clone, repository.folder ?? '.'), update };
}

const safePath = '/usr/local/bin:/usr/bin:/bin';
/** No question may be asked of somebody who is not there. */
const safeEnvironment = { GIT_TERMINAL_PROMPT: '0', GIT_SSH_COMMAND: 'ssh -o BatchMode=yes' };

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
