/** One suite against a real sshd in a network namespace and against the sandbox's node; host keys above all. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TargetError } from '#checks/ports.ts';
import { startDemoNode } from '../../sandbox/node.ts';
import { nodeMissing, startNamespaceNode } from '../../../test/lab/namespace-node.ts';
import { createNodes, type NodeDefinition } from './nodes.ts';
import { judgeHostKey } from './known-hosts.ts';

const missing = nodeMissing();
const signal = (): AbortSignal => new AbortController().signal;
const command = (...argv: string[]) => ({ argv, sudo: false, timeout: 5000 });

type Server = { readonly definition: NodeDefinition; stop(): Promise<void> };

const servers: readonly (readonly [string, boolean, (folder: string) => Promise<Server>])[] = [
  [
    'a real sshd',
    true,
    async () => {
      const node = await startNamespaceNode(9);
      return {
        definition: { name: 'node', host: node.host, port: node.port, user: node.user, privateKey: node.privateKey, knownHosts: node.knownHosts },
        stop: () => node.stop(),
      };
    },
  ],
  [
    'the simulated node',
    false,
    async (folder) => {
      const node = await startDemoNode({ folder });
      return { definition: { ...node.definition, name: 'node' }, stop: () => node.close() };
    },
  ],
];

describe.each(servers)('nodes over SSH, at %s', (_name, real, start) => {
  const skip = real && missing !== undefined;
  let folder: string;
  let server: Server;
  let nodes: ReturnType<typeof createNodes>;

  beforeAll(async () => {
    if (skip) return;
    folder = await mkdtemp(join(tmpdir(), 'k8sdoc-nodes-'));
    server = await start(folder);
    const { definition } = server;
    const lines = (await readFile(definition.knownHosts, 'utf8')).trim();
    const other = 'AAAAC3NzaC1lZDI1NTE5AAAAIHMZXlUwbVKkVbyYk3FMgR7bQnIWDGRY/8jGZ9eZtXvA';
    await writeFile(join(folder, 'changed'), `${lines.split(' ').slice(0, 2).join(' ')} ${other}\n`);
    await writeFile(join(folder, 'revoked'), `@revoked ${lines}\n${lines}\n`);
    await writeFile(join(folder, 'empty'), '');
    nodes = createNodes(
      [
        definition,
        { ...definition, name: 'unknown-key', knownHosts: join(folder, 'empty') },
        { ...definition, name: 'changed-key', knownHosts: join(folder, 'changed') },
        { ...definition, name: 'revoked-key', knownHosts: join(folder, 'revoked') },
        { ...definition, name: 'by-bastion', bastion: definition },
        { ...definition, name: 'bad-bastion', bastion: { ...definition, knownHosts: join(folder, 'empty') } },
        { ...definition, name: 'wrong-user', user: 'stranger' },
        { ...definition, name: 'away', port: 1 },
        { ...definition, name: 'no-key', privateKey: join(folder, 'empty') },
      ],
      { outputLimit: 64 * 1024 },
    );
  });
  afterAll(async () => {
    if (skip) return;
    await nodes.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const problemOf = async (name: string): Promise<string> => {
    try {
      await nodes.run(name, command('true'), signal());
    } catch (error) {
      if (error instanceof TargetError) {
        expect(error.problem.text.zh).not.toBe('');
        return error.problem.kind;
      }
      throw error;
    }
    return 'none';
  };

  it.skipIf(skip).each([
    ['unknown-key', 'host-key-unknown'],
    ['changed-key', 'host-key-changed'],
    ['revoked-key', 'host-key-changed'],
    ['bad-bastion', 'host-key-unknown'],
    ['wrong-user', 'authentication-failed'],
    ['away', 'unreachable'],
    ['no-key', 'invalid'],
    ['nowhere', 'unknown-target'],
  ])('says what is wrong with %s: %s', async (name, kind) => {
    expect(await problemOf(name)).toBe(kind);
  });

  it.skipIf(skip)('gives output and exit code of a command', async () => {
    const result = await nodes.run('node', command('hostname'), signal());
    expect(result).toMatchObject({ exit: 0, timedOut: false, truncated: false });
    expect(result.stdout.trim()).not.toBe('');
    expect((await nodes.run('node', command('find', '/nonexistent-for-a-test', '-name', 'x'), signal())).exit).toBeGreaterThanOrEqual(0);
  });

  if (real)
    it.skipIf(skip)('goes through a bastion, both host keys verified', async () => {
      expect(await nodes.run('by-bastion', command('hostname'), signal())).toMatchObject({ exit: 0 });
    });

  it.skipIf(skip)('runs many commands at once over one connection', async () => {
    const results = await Promise.all(Array.from({ length: 8 }, () => nodes.run('node', command('hostname'), signal())));
    expect(new Set(results.map((result) => result.stdout)).size).toBe(1);
  });

  it.skipIf(skip)('starts nothing once it is cancelled', async () => {
    await expect(nodes.run('node', command('true'), AbortSignal.abort())).rejects.toMatchObject({ problem: { kind: 'cancelled' } });
  });

  if (real)
    it.skipIf(skip)('cuts off a command that takes too long, one that never stops printing, and one that is cancelled', async () => {
      const slow = await nodes.run('node', { argv: ['sleep', '30'], sudo: false, timeout: 300 }, signal());
      expect(slow).toMatchObject({ timedOut: true, exit: null });
      const endless = await nodes.run('node', command('yes'), signal());
      expect(endless.truncated).toBe(true);
      expect(endless.stdout.length).toBeLessThanOrEqual(64 * 1024);
      const cancelling = new AbortController();
      const cancelled = nodes.run('node', command('sleep', '30'), cancelling.signal);
      setTimeout(() => cancelling.abort(), 200);
      await expect(cancelled).rejects.toMatchObject({ problem: { kind: 'cancelled' } });
    });

  if (real)
    it.skipIf(skip)('makes hostile output harmless, and hands hostile arguments over as they are', async () => {
      const printed = await nodes.run('node', command('printf', String.raw`\033[31mred\033[0m\377\000end\n`), signal());
      expect(printed.stdout).toBe('red\uFFFDend\n');
      const echoed = await nodes.run('node', command('printf', '%s', '$(reboot); `id` \'"*'), signal());
      expect(echoed.stdout).toBe('$(reboot); `id` \'"*');
    });
});

describe('known hosts', () => {
  const key = Buffer.from('AAAA', 'base64');
  it.each([
    ['plain', 'worker ssh-ed25519 AAAA', 'worker', 22, 'known'],
    ['with a port', '[worker]:2222 ssh-ed25519 AAAA', 'worker', 2222, 'known'],
    ['of another port', 'worker ssh-ed25519 AAAA', 'worker', 2222, 'unknown'],
    ['another key', 'worker ssh-ed25519 BBBB', 'worker', 22, 'changed'],
    ['one of several', 'worker ssh-rsa BBBB\nworker ssh-ed25519 AAAA', 'worker', 22, 'known'],
    ['a pattern', '*.example.com,!bad.example.com ssh-ed25519 AAAA', 'a.example.com', 22, 'known'],
    ['excluded by a pattern', '*.example.com,!bad.example.com ssh-ed25519 AAAA', 'bad.example.com', 22, 'unknown'],
    ['revoked', '@revoked worker ssh-ed25519 AAAA\nworker ssh-ed25519 AAAA', 'worker', 22, 'revoked'],
    ['nothing', '# a comment\n', 'worker', 22, 'unknown'],
  ] as const)('judges a key %s', (_what, file, host, port, verdict) => {
    expect(judgeHostKey(file, host, port, key)).toBe(verdict);
  });
});
