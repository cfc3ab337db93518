/** A verified SSH connection: the host key is judged before any credential leaves this machine. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Duplex } from 'node:stream';
import { NodeSSH } from 'node-ssh';
import ssh2 from 'ssh2';
import type { TargetError } from '#checks/ports.ts';
import { fingerprint, judgeHostKey } from './known-hosts.ts';
import { problems } from './problems.ts';

/** How to reach one machine. Files are paths. */
export type Access = { readonly host: string; readonly port: number; readonly user: string; readonly privateKey: string; readonly knownHosts: string };

export type NodeDefinition = Access & {
  readonly name: string;
  readonly bastion?: Access | undefined;
  readonly cluster?: string | undefined;
  readonly role?: 'worker' | 'control-plane' | undefined;
  readonly simulated?: boolean | undefined;
  readonly approverGroup?: string | undefined;
};

export type Connection = { readonly ssh: NodeSSH; readonly client: ssh2.Client; readonly hostKey: string; close(): void };

const connectLimit = 10_000;

/** Connects, through the bastion where there is one. @throws {TargetError} */
export async function connect(node: NodeDefinition): Promise<Connection> {
  if (node.bastion === undefined) return open(node.name, node);
  const { bastion } = node;
  const outer = await open(`${node.name} (bastion)`, bastion);
  try {
    const inner = await open(node.name, node, await forward(node, outer.client));
    return {
      ...inner,
      close: () => {
        inner.close();
        outer.close();
      },
    };
  } catch (error) {
    outer.close();
    throw error;
  }
}

function forward(node: NodeDefinition, bastion: ssh2.Client): Promise<Duplex> {
  return new Promise((settle, reject) => {
    bastion.forwardOut('127.0.0.1', 0, node.host, node.port, (error, channel) => {
      if (error === undefined) settle(channel);
      else reject(problems.unreachable(node.name, `${node.host}:${node.port}`, error.message));
    });
  });
}

async function open(name: string, access: Access, sock?: Duplex): Promise<Connection> {
  const at = `${access.host}:${access.port}`;
  const [knownHosts, privateKey] = await Promise.all([read(name, access.knownHosts), read(name, access.privateKey)]);
  const parsed = ssh2.utils.parseKey(privateKey);
  if (parsed instanceof Error) throw problems.badKey(name, access.privateKey, parsed.message);
  let refused: TargetError | undefined;
  let hostKey = '';
  const ssh = new NodeSSH();
  try {
    await ssh.connect({
      host: access.host,
      port: access.port,
      username: access.user,
      privateKey,
      ...(sock === undefined ? {} : { sock }),
      readyTimeout: connectLimit,
      keepaliveInterval: 10_000,
      keepaliveCountMax: 3,
      hostVerifier: (key: Buffer): boolean => {
        const print = fingerprint(createHash('sha256').update(key).digest());
        hostKey = print;
        const verdict = judgeHostKey(knownHosts, access.host, access.port, key);
        if (verdict === 'unknown') refused = problems.hostKeyUnknown(name, at, print, access.knownHosts);
        else if (verdict !== 'known') refused = problems.hostKeyChanged(name, at, print, access.knownHosts);
        return verdict === 'known';
      },
    });
  } catch (error) {
    ssh.dispose();
    if (refused !== undefined) throw refused;
    throw explain(name, access, at, error);
  }
  const client = ssh.connection;
  if (client === null) throw problems.unreachable(name, at, 'the connection closed at once');
  // Commands are short messages: waiting to fill a packet costs 40 ms a turn.
  client.setNoDelay(true);
  // Errors after the handshake end the commands that run; without a listener they would end the process.
  client.on('error', () => undefined);
  return { ssh, client, hostKey, close: () => ssh.dispose() };
}

async function read(name: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw problems.unreadable(name, file, error instanceof Error ? error.message : String(error));
  }
}

function explain(name: string, access: Access, at: string, error: unknown): TargetError {
  const level = error instanceof Error && 'level' in error ? error.level : undefined;
  if (level === 'client-authentication') return problems.authentication(name, access.user);
  return problems.unreachable(name, at, error instanceof Error ? error.message : String(error));
}
