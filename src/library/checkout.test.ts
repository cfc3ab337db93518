import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkOut } from './checkout.ts';

let root: string;
let origin: string;
const git = (...words: readonly string[]): string =>
  execFileSync('git', ['-C', origin, '-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'init.defaultBranch=main', ...words], { encoding: 'utf8' });

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'k8sdoc-checkout-'));
  origin = join(root, 'origin');
  execFileSync('git', ['init', '-q', origin]);
  await writeFile(join(origin, 'one.txt'), 'first');
  git('add', '.');
  git('commit', '-qm', 'first');
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('a checkout', () => {
  it('clones, and brings what is new', async () => {
    const checkout = await checkOut({ url: `file://${origin}` }, join(root, 'home'), () => undefined);
    expect(await readFile(join(checkout.folder, 'one.txt'), 'utf8')).toBe('first');
    await writeFile(join(origin, 'one.txt'), 'second');
    git('commit', '-qam', 'second');
    await checkout.update();
    expect(await readFile(join(checkout.folder, 'one.txt'), 'utf8')).toBe('second');
  });

  it('serves the clone of last time while the repository is away, and says so', async () => {
    const url = `file://${origin}`;
    await checkOut({ url }, join(root, 'home2'), () => undefined);
    const gone = join(root, 'gone');
    execFileSync('mv', [origin, gone]);
    const said: unknown[] = [];
    const checkout = await checkOut({ url }, join(root, 'home2'), (problem) => said.push(problem));
    expect(await readFile(join(checkout.folder, 'one.txt'), 'utf8')).toBe('second');
    expect(String(said[0])).toContain('cannot be fetched');
    execFileSync('mv', [gone, origin]);
  });

  it('says which repository cannot be cloned', async () => {
    await expect(checkOut({ url: 'file:///nowhere/at-all' }, join(root, 'home3'), () => undefined)).rejects.toThrow('file:///nowhere/at-all cannot be fetched');
  });

  it('takes no option for an address', async () => {
    await expect(checkOut({ url: '--upload-pack=touch pwned' }, join(root, 'home4'), () => undefined)).rejects.toThrow('cannot be fetched');
  });
});
