/**
 * The demo cluster: a simulated Kubernetes API with one namespace that hangs in Terminating, since a ConfigMap in it has a finalizer that
 * nobody clears. It speaks as much of the real API as diagnosis and repair of that need.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ClusterDefinition } from '#targets/targets.ts';

export type DemoCluster = { readonly definition: ClusterDefinition; reset(): void; close(): Promise<void> };

type Meta = { name: string; namespace?: string; uid: string; resourceVersion: string; finalizers?: string[]; deletionTimestamp: string };
type Held = { apiVersion: 'v1'; kind: 'ConfigMap'; metadata: Meta; data: Record<string, string> };
type State = { version: number; held: Held | undefined; cleared: boolean };

const namespace = 'demo-stuck';
const born = '2026-01-01T00:00:00Z';

const begin = (): State => ({
  version: 101,
  cleared: false,
  held: {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'held',
      namespace,
      uid: 'c0ffee00-0000-4000-8000-000000000001',
      resourceVersion: '100',
      finalizers: ['example.com/cleanup'],
      deletionTimestamp: born,
    },
    data: { simulated: 'true' },
  },
});

const PatchSchema = z.array(
  z.discriminatedUnion('op', [
    z.object({ op: z.literal('test'), path: z.string(), value: z.unknown() }),
    z.object({ op: z.literal('remove'), path: z.string() }),
  ]),
);
const FinalizeSchema = z.looseObject({ metadata: z.looseObject({ resourceVersion: z.string() }), spec: z.looseObject({ finalizers: z.array(z.string()) }) });

class Refused extends Error {
  readonly status: number;
  readonly reason: string;
  constructor(status: number, reason: string, message: string) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

export async function startDemoCluster(options: { readonly folder: string }): Promise<DemoCluster> {
  let state = begin();

  const namespaceObject = (): object | undefined => {
    if (state.held === undefined || state.cleared) return undefined;
    const condition = (type: string, reason: string, message: string): object => ({ type, status: 'True', reason, message, lastTransitionTime: born });
    return {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: namespace,
        uid: 'c0ffee00-0000-4000-8000-000000000000',
        resourceVersion: String(state.version),
        deletionTimestamp: born,
        annotations: { 'k8sdoc/simulated': 'true' },
      },
      spec: { finalizers: ['kubernetes'] },
      status: {
        phase: 'Terminating',
        conditions: [
          condition('NamespaceContentRemaining', 'SomeResourcesRemain', 'Some resources are remaining: configmaps. has 1 resource instances'),
          condition(
            'NamespaceFinalizersRemaining',
            'SomeFinalizersRemain',
            'Some content in the namespace has finalizers remaining: example.com/cleanup in 1 resource instances',
          ),
        ],
      },
    };
  };

  const patchHeld = (body: string, dry: boolean): object => {
    if (state.held === undefined) throw new Refused(404, 'NotFound', 'configmaps "held" not found');
    const next: Held = structuredClone(state.held);
    for (const step of PatchSchema.parse(JSON.parse(body))) {
      const index = /^\/metadata\/finalizers\/(\d+)$/.exec(step.path)?.[1];
      const value = step.path === '/metadata/resourceVersion' ? next.metadata.resourceVersion : next.metadata.finalizers?.[Number(index)];
      if (step.op === 'test' && value !== step.value)
        throw new Refused(422, 'Invalid', `the server rejected our request due to an error in our request: testing path ${step.path} failed`);
      if (step.op === 'remove') {
        if (index === undefined || value === undefined) throw new Refused(422, 'Invalid', `the path ${step.path} cannot be removed`);
        next.metadata.finalizers?.splice(Number(index), 1);
      }
    }
    if (!dry) {
      state.version += 1;
      const free = (next.metadata.finalizers ?? []).length === 0;
      state.held = free ? undefined : { ...next, metadata: { ...next.metadata, resourceVersion: String(state.version) } };
    }
    return next;
  };

  const finalize = (body: string, dry: boolean): object => {
    const current = namespaceObject();
    if (current === undefined) throw new Refused(404, 'NotFound', `namespaces "${namespace}" not found`);
    const wanted = FinalizeSchema.parse(JSON.parse(body));
    if (wanted.metadata.resourceVersion !== String(state.version))
      throw new Refused(409, 'Conflict', `Operation cannot be fulfilled on namespaces "${namespace}": the object has been modified`);
    if (!dry) state.cleared = wanted.spec.finalizers.length === 0;
    return { ...current, spec: { finalizers: wanted.spec.finalizers } };
  };

  const answer = (method: string, url: URL, body: string): object => {
    const dry = url.searchParams.get('dryRun') === 'All';
    const route = `${method} ${url.pathname}`;
    switch (route) {
      case 'GET /apis':
        return { kind: 'APIGroupList', groups: [] };
      case 'GET /api/v1':
        return {
          kind: 'APIResourceList',
          groupVersion: 'v1',
          resources: [{ name: 'configmaps', namespaced: true, kind: 'ConfigMap', verbs: ['delete', 'get', 'list', 'patch'] }],
        };
      case 'GET /apis/apiregistration.k8s.io/v1/apiservices':
        return { kind: 'APIServiceList', metadata: {}, items: [] };
      case 'GET /api/v1/namespaces/default':
        return {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name: 'default', uid: 'c0ffee00-0000-4000-8000-0000000000ff', resourceVersion: '1' },
          status: { phase: 'Active' },
        };
      case `GET /api/v1/namespaces/${namespace}`: {
        const found = namespaceObject();
        if (found === undefined) throw new Refused(404, 'NotFound', `namespaces "${namespace}" not found`);
        return found;
      }
      case `GET /api/v1/namespaces/${namespace}/configmaps`:
        return { kind: 'ConfigMapList', metadata: {}, items: state.held === undefined ? [] : [state.held] };
      case `GET /api/v1/namespaces/${namespace}/configmaps/held`:
        if (state.held === undefined) throw new Refused(404, 'NotFound', 'configmaps "held" not found');
        return state.held;
      case `PATCH /api/v1/namespaces/${namespace}/configmaps/held`:
        return patchHeld(body, dry);
      case `PUT /api/v1/namespaces/${namespace}/finalize`:
        return finalize(body, dry);
      default:
        throw new Refused(404, 'NotFound', `the simulated cluster has nothing at ${url.pathname}`);
    }
  };

  const server = createServer((request, response) => {
    readBody(request).then(
      (body) => respond(response, () => answer(request.method ?? 'GET', new URL(request.url ?? '/', 'http://demo'), body)),
      () => response.destroy(),
    );
  });
  await new Promise<void>((settle, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', settle);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the demo cluster has no port');
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const path = join(options.folder, 'demo-cluster-kubeconfig');
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'demo',
    clusters: [{ name: 'demo', cluster: { server: `http://127.0.0.1:${address.port}`, 'insecure-skip-tls-verify': true } }],
    contexts: [{ name: 'demo', context: { cluster: 'demo', user: 'demo' } }],
    users: [{ name: 'demo', user: {} }],
  };
  await writeFile(path, JSON.stringify(kubeconfig), { mode: 0o600 });
  return {
    definition: { name: 'demo-cluster', kind: 'kubeconfig', path, simulated: true },
    reset: () => {
      state = begin();
    },
    close: () =>
      new Promise((settle) => {
        server.close(() => settle());
        server.closeAllConnections();
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

function respond(response: ServerResponse, work: () => object): void {
  let status = 200;
  let body: object;
  try {
    body = work();
  } catch (error) {
    const refused = error instanceof Refused ? error : new Refused(400, 'BadRequest', error instanceof Error ? error.message : String(error));
    status = refused.status;
    body = { kind: 'Status', apiVersion: 'v1', status: 'Failure', message: refused.message, reason: refused.reason, code: status };
  }
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
