/** `k8sdoc diagnose` as it is typed: files, pipes, compressed logs, logs that grow. */
import { spawn, spawnSync } from 'node:child_process';
import { appendFile, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { until } from '../local-slack.ts';

const program = fileURLToPath(new URL('../../bin/k8sdoc.js', import.meta.url));
const fault = 'failed to set bridge addr: "cni0" already has an IP address different from 10.244.2.1/24\n';
const other = 'open /run/flannel/subnet.env: no such file or directory\n';
const chatter = 'I1120 10:22:01.551234       1 server.go:12] all is well with the thing\n'.repeat(2000);

let folder: string;
let environment: NodeJS.ProcessEnv;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'k8sdoc-diagnose-'));
  environment = { PATH: process.env['PATH'], HOME: folder };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const AnswerSchema = z.object({ matches: z.array(z.object({ id: z.string(), evidence: z.array(z.object({ line: z.number(), text: z.string() })) })) });

function run(words: readonly string[], input: string | Uint8Array = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'diagnose', ...words], { cwd: folder, env: environment, input, encoding: 'utf8' });
  return { status, stdout, stderr };
}

function lineOf(words: readonly string[], input?: string | Uint8Array): number | undefined {
  return AnswerSchema.parse(JSON.parse(run([...words, '--json'], input).stdout)).matches.find(({ id }) => id === 'cni/cni0-ip-conflict')?.evidence[0]?.line;
}

describe('what is read', () => {
  it.each<[string, (text: string) => string | Uint8Array]>([
    ['as it is', (text) => text],
    ['as gzip', (text) => gzipSync(text)],
    ['as two gzip files in one', (text) => Buffer.concat([gzipSync(text.slice(0, 1000)), gzipSync(text.slice(1000))])],
    ['as zstd', (text) => zstdCompressSync(text)],
  ])('is the same %s, short or long, from a file or a pipe', async (_, encode) => {
    const file = join(folder, 'a.log');
    for (const [text, line] of [
      [fault, 1],
      [`${chatter}${fault}${chatter.repeat(10)}`, 2001],
    ] as const) {
      const content = encode(text);
      await writeFile(file, content);
      expect([lineOf([file]), lineOf(['-'], content), lineOf([], content)]).toEqual([line, line, line]);
    }
  });

  it('is diagnosed as far as it goes where a compressed log is cut off, and that is said', async () => {
    const file = join(folder, 'cut.log.gz');
    const whole = gzipSync(`${fault}${Array.from({ length: 20_000 }, (_, index) => `${index * 7919} of it`).join('\n')}`);
    await writeFile(file, whole.subarray(0, whole.byteLength - 2000));
    const { status, stdout, stderr } = run([file]);
    expect(status).toBe(0);
    expect(stdout).toContain('already has an IP address different');
    expect(stderr).toMatch(/ends too early or is damaged/);
  });

  it('is refused where nothing of it can be read', async () => {
    const file = join(folder, 'broken.gz');
    await writeFile(file, Buffer.from([0x1f, 0x8b, 0x08, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    expect(run([file])).toMatchObject({ status: 2, stdout: '' });
    expect(run([folder])).toMatchObject({ status: 2, stdout: '' });
    expect(run([join(folder, 'nothing')]).stderr).toMatch(/nothing cannot be read: /);
  });

  it('is answered alike from one file of code and from many', async () => {
    const file = join(folder, 'b.log');
    await writeFile(file, `${chatter}${fault}${other}`);
    await import('../../scripts/bundle.ts');
    const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
    const { stdout } = spawnSync(process.execPath, [main, 'diagnose', file], { cwd: folder, env: environment, encoding: 'utf8' });
    expect(run([file]).stdout).toBe(stdout);
    expect(stdout).toContain('cni0');
  });
});

describe('a log that is followed', () => {
  it('is told of as it grows, each fault once, also where the file is replaced or emptied', async () => {
    const file = join(folder, 'grows.log');
    await writeFile(file, chatter);
    const child = spawn(process.execPath, [program, 'diagnose', '--follow', '--json', file], { cwd: folder, env: environment });
    let output = '';
    child.stdout.on('data', (part: Buffer) => (output += part.toString()));
    const told = (id: string) => until(() => Promise.resolve(output.includes(`"id":"${id}"`) ? true : undefined), id);
    try {
      await appendFile(file, fault);
      await told('cni/cni0-ip-conflict');
      await appendFile(file, fault.repeat(20));
      await writeFile(join(folder, 'new.log'), `${chatter}${other}`);
      await rename(join(folder, 'new.log'), file);
      await told('flannel/subnet-env-missing');
      await truncate(file);
      await appendFile(file, 'nf_conntrack: table full, dropping packet\n');
      await told('kube-proxy/conntrack-table-full');
      expect(
        output
          .trim()
          .split('\n')
          .filter((line) => line.includes('"id":"cni/cni0-ip-conflict"')),
      ).toHaveLength(1);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('may come by a pipe that never ends, in pieces that end anywhere', async () => {
    const child = spawn(process.execPath, [program, 'diagnose', '--follow'], { cwd: folder, env: environment });
    let output = '';
    child.stdout.on('data', (part: Buffer) => (output += part.toString()));
    try {
      child.stdin.write(chatter + fault.slice(0, 30));
      child.stdin.write(fault.slice(30));
      await until(() => Promise.resolve(output.includes('already has an IP address different') ? true : undefined), 'the fault');
      child.stdin.end();
      const code = await new Promise((settle) => child.once('exit', settle));
      expect(code).toBe(0);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
