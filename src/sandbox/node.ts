/** The demo node: a simulated machine behind a real SSH server, so that everything up to the commands is what it is in production. */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import type { NodeDefinition } from '#targets/targets.ts';
import { newKeyPair } from './keys.ts';
import { createMachine, shellWords } from './machine.ts';

export type DemoNode = { readonly definition: NodeDefinition; reset(): void; close(): Promise<void> };

const user = 'demo';

/** Starts it on a free port of 127.0.0.1; keys and known_hosts are written below the folder. */
export async function startDemoNode(options: { readonly folder: string }): Promise<DemoNode> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const host = newKeyPair();
  const client = newKeyPair(randomBytes(4).toString('hex'));
  const allowed = ssh2.utils.parseKey(client.public);
  if (allowed instanceof Error) throw allowed;
  const machine = createMachine();
  const connections = new Set<ssh2.Connection>();

  const server = new ssh2.Server({ hostKeys: [host.private], ident: 'k8sdoc-simulated-node' }, (connection) => {
    connections.add(connection);
    // The types leave it out; commands are short messages that must not wait to fill a packet.
    if ('setNoDelay' in connection && typeof connection.setNoDelay === 'function') connection.setNoDelay(true);
    connection.on('close', () => connections.delete(connection));
    connection.on('error', () => connection.end());
    connection.on('authentication', (attempt) => {
      const known = attempt.method === 'publickey' && attempt.username === user && attempt.key.data.equals(allowed.getPublicSSH());
      if (!known) {
        attempt.reject(['publickey']);
        return;
      }
      const signed = attempt.signature === undefined || allowed.verify(attempt.blob ?? Buffer.alloc(0), attempt.signature, attempt.hashAlgo);
      if (signed) attempt.accept();
      else attempt.reject(['publickey']);
    });
    connection.on('ready', () => {
      connection.on('session', (accept) => {
        accept().on('exec', (acceptExec, _reject, info) => {
          const channel = acceptExec();
          const argv = shellWords(info.command);
          const output = argv === undefined ? { exit: 126, stdout: '', stderr: 'this simulated node has no shell\n' } : machine.run(argv);
          channel.stderr.write(output.stderr);
          channel.write(output.stdout);
          channel.exit(output.exit);
          channel.end();
        });
      });
    });
  });
  await new Promise<void>((settle, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', settle);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the demo node has no port');

  const privateKey = join(options.folder, 'demo-node-key');
  const knownHosts = join(options.folder, 'demo-node-known-hosts');
  await writeFile(privateKey, client.private, { mode: 0o600 });
  await writeFile(knownHosts, `[127.0.0.1]:${address.port} ${host.public.split(' ').slice(0, 2).join(' ')}\n`, { mode: 0o600 });
  return {
    definition: {
      name: 'demo-node',
      host: '127.0.0.1',
      port: address.port,
      user,
      privateKey,
      knownHosts,
      role: 'worker',
      cluster: 'demo-cluster',
      simulated: true,
    },
    reset: () => machine.reset(),
    close: () =>
      new Promise((settle) => {
        for (const connection of connections) connection.end();
        server.close(() => settle());
      }),
  };
}
