/** A Kubernetes API for tests that answers what a test tells it to. */
import { createServer } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type ScriptedCluster = { readonly kubeconfig: string; readonly asked: readonly string[]; stop(): Promise<void> };

/** Starts it on a free port of 127.0.0.1; `answer` is given method and path. */
export async function startScriptedCluster(
  answer: (method: string, path: string) => { readonly status: number; readonly body: unknown },
): Promise<ScriptedCluster> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://cluster');
    asked.push(`${request.method} ${pathname}`);
    request.resume().once('end', () => {
      const { status, body } = answer(request.method ?? 'GET', pathname);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the scripted cluster has no port');
  const folder = await mkdtemp(join(tmpdir(), 'k8sdoc-cluster-'));
  const kubeconfig = join(folder, 'config');
  const content = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    clusters: [{ name: 'test', cluster: { server: `http://127.0.0.1:${address.port}`, 'insecure-skip-tls-verify': true } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    users: [{ name: 'test', user: {} }],
  };
  await writeFile(kubeconfig, JSON.stringify(content), { mode: 0o600 });
  return {
    kubeconfig,
    asked,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((settle) => server.close(() => settle()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
