/** A node for tests: a real SSH server whose commands do what a test tells them to, however ill-mannered. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import type { NodeDefinition } from '#targets/targets.ts';
import { newKeyPair } from '../../src/sandbox/keys.ts';

export type Script = (command: string, channel: ssh2.ServerChannel, connection: ssh2.Connection) => void;

export type ScriptedNode = {
  readonly definition: NodeDefinition;
  /** Every command that came. */
  readonly commands: readonly string[];
  /** How often somebody tried to say who they are: nobody may before the host key was judged. */
  authentications(): number;
  stop(): Promise<void>;
};

/** Starts it on a free port of 127.0.0.1. */
export async function startScriptedNode(name: string, script: Script): Promise<ScriptedNode> {
  const folder = await mkdtemp(join(tmpdir(), 'k8sdoc-scripted-'));
  const host = newKeyPair();
  const client = newKeyPair();
  const commands: string[] = [];
  const connections = new Set<ssh2.Connection>();
  let authentications = 0;

  const server = new ssh2.Server({ hostKeys: [host.private] }, (connection) => {
    connections.add(connection);
    connection.on('close', () => connections.delete(connection));
    connection.on('error', () => connection.end());
    connection.on('authentication', (attempt) => {
      authentications += 1;
      if (attempt.method === 'publickey') attempt.accept();
      else attempt.reject(['publickey']);
    });
    connection.on('session', (accept) => {
      accept().on('exec', (acceptExec, _reject, { command }) => {
        commands.push(command);
        script(command, acceptExec(), connection);
      });
    });
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the scripted node has no port');
  const privateKey = join(folder, 'key');
  const knownHosts = join(folder, 'known_hosts');
  await writeFile(privateKey, client.private, { mode: 0o600 });
  await writeFile(knownHosts, `[127.0.0.1]:${address.port} ${host.public.split(' ').slice(0, 2).join(' ')}\n`);
  return {
    definition: { name, host: '127.0.0.1', port: address.port, user: 'test', privateKey, knownHosts, role: 'worker' },
    commands,
    authentications: () => authentications,
    stop: async () => {
      for (const connection of connections) connection.end();
      await new Promise<void>((settle) => server.close(() => settle()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Ends a command with an exit code, as a server does. */
export function endWith(channel: ssh2.ServerChannel, exit: number, stdout = '', stderr = ''): void {
  if (stderr !== '') channel.stderr.write(stderr);
  if (stdout !== '') channel.write(stdout);
  channel.exit(exit);
  channel.end();
}
