/**
 * A node for tests that is a Linux network namespace with a real sshd in it, reached over a veth pair, and the real CNI bridge plugin to make
 * and break its pod network. Needs root. Touches nothing of the machine but the one veth pair and the namespaces it makes.
 */
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const sshd = '/usr/sbin/sshd';
const plugins = '/usr/lib/cni';

/** Why no such node can be had here; undefined when one can. In continuous integration a missing part is a failure. */
export function nodeMissing(): string | undefined {
  const reason = ((): string | undefined => {
    if (process.getuid?.() !== 0) return 'network namespaces need root';
    for (const [file, name] of [
      [sshd, 'openssh-server'],
      [`${plugins}/bridge`, 'containernetworking-plugins'],
      ['/usr/bin/sudo', 'sudo'],
    ] as const) {
      try {
        accessSync(file, constants.X_OK);
      } catch {
        return `${file} is missing: install Debian's package ${name}`;
      }
    }
    return undefined;
  })();
  if (reason !== undefined && process.env['CI'] === 'true') throw new Error(reason);
  return reason === undefined ? undefined : `SKIPPED: ${reason}`;
}

export type PodAttempt = { readonly ok: true } | { readonly ok: false; readonly error: string };

export type NamespaceNode = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly privateKey: string;
  readonly knownHosts: string;
  /** Runs a program inside the node's network, not over SSH: the independent look of a test. */
  inside(argv: readonly string[]): { readonly exit: number; readonly stdout: string; readonly stderr: string };
  /** Gives cni0 an address of another range, as a node that was joined anew has it. */
  breakCni0(): void;
  /** Every command that came over SSH, in order. */
  commands(): Promise<readonly string[]>;
  /** Has the real plugin attach a throw-away pod. */
  addPod(): Promise<PodAttempt>;
  stop(): Promise<void>;
};

function must(argv: readonly string[]): string {
  const [program = '', ...args] = argv;
  const result = spawnSync(program, args, { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`${argv.join(' ')}: ${result.stderr}${result.error?.message ?? ''}`);
  return result.stdout;
}

/**
 * Starts a node; `number` (1 to 250) keeps nodes of one machine apart. Commands that match the shell pattern `slow` take `delay` seconds
 * to begin, so that a test can interrupt them.
 */
export async function startNamespaceNode(number: number, delay = 0, slow = '*delete*'): Promise<NamespaceNode> {
  const folder = await mkdtemp(join(tmpdir(), 'k8sdoc-node-'));
  const space = `k8sdoc-n${number}-${process.pid}`;
  const outer = `kd${number}o${process.pid % 10_000}`;
  const inner = `kd${number}i${process.pid % 10_000}`;
  const host = `10.98.${number}.2`;
  const pods: string[] = [];
  const enter = (argv: readonly string[]): readonly string[] => ['ip', 'netns', 'exec', space, ...argv];

  must(['ip', 'netns', 'add', space]);
  must(['ip', 'link', 'add', outer, 'type', 'veth', 'peer', 'name', inner, 'netns', space]);
  must(['ip', 'address', 'add', `10.98.${number}.1/30`, 'dev', outer]);
  must(['ip', 'link', 'set', outer, 'up']);
  must(enter(['ip', 'address', 'add', `${host}/30`, 'dev', inner]));
  must(enter(['ip', 'link', 'set', inner, 'up']));
  must(enter(['ip', 'link', 'set', 'lo', 'up']));

  const key = (name: string): string => join(folder, name);
  must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', key('host')]);
  must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', key('user')]);
  await writeFile(key('authorized'), await readFile(key('user.pub')), { mode: 0o600 });
  const [type, blob] = (await readFile(key('host.pub'), 'utf8')).split(' ');
  await writeFile(key('known_hosts'), `${host} ${type} ${blob}\n`);
  const recorder = [
    '#!/bin/sh',
    `echo "$SSH_ORIGINAL_COMMAND" >> ${key('commands')}`,
    `case "$SSH_ORIGINAL_COMMAND" in ${slow}) sleep ${delay};; esac`,
    'exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"',
    '',
  ];
  await writeFile(key('recorder'), recorder.join('\n'), { mode: 0o755 });
  const settings = {
    ForceCommand: key('recorder'),
    ListenAddress: host,
    Port: '22',
    HostKey: key('host'),
    AuthorizedKeysFile: key('authorized'),
    PidFile: key('pid'),
    PermitRootLogin: 'prohibit-password',
    PasswordAuthentication: 'no',
    StrictModes: 'no',
    UsePAM: 'no',
  };
  await writeFile(
    key('sshd_config'),
    Object.entries(settings)
      .map(([name, value]) => `${name} ${value}\n`)
      .join(''),
  );
  await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  const server = spawn('ip', ['netns', 'exec', space, sshd, '-D', '-e', '-f', key('sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  server.stderr.on('data', (part: Buffer) => (said = `${said}${part.toString()}`.slice(-4000)));
  await listening(host, () => said);

  const configuration = JSON.stringify({
    cniVersion: '1.0.0',
    name: 'pods',
    type: 'bridge',
    bridge: 'cni0',
    isGateway: true,
    ipam: { type: 'host-local', dataDir: join(folder, 'ipam'), ranges: [[{ subnet: '10.244.2.0/24' }]] },
  });

  return {
    host,
    port: 22,
    user: 'root',
    privateKey: key('user'),
    knownHosts: key('known_hosts'),
    inside: (argv) => {
      const [program = '', ...args] = enter(argv);
      const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
      return { exit: status ?? -1, stdout, stderr };
    },
    breakCni0: () => {
      must(enter(['ip', 'link', 'add', 'cni0', 'type', 'bridge']));
      must(enter(['ip', 'address', 'add', '10.244.9.1/24', 'dev', 'cni0']));
      must(enter(['ip', 'link', 'set', 'cni0', 'up']));
    },
    commands: async () => (await readFile(key('commands'), 'utf8').catch(() => '')).split('\n').filter((line) => line !== ''),
    addPod: async () => {
      const pod = `${space}-p${pods.length}`;
      must(['ip', 'netns', 'add', pod]);
      pods.push(pod);
      const environment = {
        CNI_COMMAND: 'ADD',
        CNI_CONTAINERID: pod,
        CNI_NETNS: `/var/run/netns/${pod}`,
        CNI_IFNAME: 'eth0',
        CNI_PATH: plugins,
        PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      };
      const result = spawnSync('ip', ['netns', 'exec', space, `${plugins}/bridge`], { encoding: 'utf8', input: configuration, env: environment });
      if (result.status === 0) return { ok: true };
      const answer: unknown = JSON.parse(result.stdout);
      const error = typeof answer === 'object' && answer !== null && 'msg' in answer ? String(answer.msg) : result.stdout;
      return { ok: false, error };
    },
    stop: async () => {
      const pid = Number(await readFile(key('pid'), 'utf8').catch(() => ''));
      if (pid > 0) spawnSync('kill', [String(pid)]);
      server.kill('SIGKILL');
      for (const name of [...pods, space]) spawnSync('ip', ['netns', 'delete', name]);
      spawnSync('ip', ['link', 'delete', outer]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function listening(host: string, said: () => string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const open = await new Promise<boolean>((settle) => {
      const socket = connect(22, host);
      socket.once('connect', () => {
        socket.destroy();
        settle(true);
      });
      socket.once('error', () => settle(false));
    });
    if (open) return;
    await sleep(50);
  }
  throw new Error(`sshd in the namespace does not answer: ${said()}`);
}
