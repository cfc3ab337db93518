/** A small Kubernetes API for tests: objects with uid and resourceVersion, preconditions, dry runs, merge patches, JSON patches of finalizers, deletes. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { ClusterDefinition } from '#targets/targets.ts';

const ObjectSchema = z.looseObject({ metadata: z.looseObject({ name: z.string(), uid: z.string(), resourceVersion: z.string() }) });
export type Stored = z.output<typeof ObjectSchema>;
const JsonPatchSchema = z.array(z.object({ op: z.enum(['test', 'remove']), path: z.string(), value: z.unknown().optional() }));
const record = z.record(z.string(), z.unknown());

export type ApiServer = {
  readonly definition: ClusterDefinition;
  /** Puts an object at a path, with a new uid and version where it has none. */
  put(path: string, object: Readonly<Record<string, unknown>>): void;
  get(path: string): Stored | undefined;
  /** Changes an object in place, as somebody else would: its version goes up. */
  edit(path: string, change: (object: Record<string, unknown>) => void): void;
  remove(path: string): void;
  /** What the server does to every object that it is asked to change, as an admission webhook would. */
  admit: (object: Record<string, unknown>) => void;
  /** Between a request's arrival and its answer. */
  before: (method: string, path: string) => void;
  readonly changes: readonly string[];
  close(): Promise<void>;
};

class Refused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export async function startApiServer(name: string, kubeconfig: string): Promise<ApiServer> {
  const objects = new Map<string, Stored>();
  const changes: string[] = [];
  let version = 100;

  const merge = (into: unknown, patch: unknown): unknown => {
    if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
    const merged: Record<string, unknown> = { ...(typeof into === 'object' && into !== null ? into : {}) };
    for (const [key, value] of Object.entries(patch)) {
      if (value === null) delete merged[key];
      else merged[key] = merge(merged[key], value);
    }
    return merged;
  };
  const expectVersion = (object: Stored, wanted: unknown): void => {
    if (wanted !== undefined && wanted !== object.metadata.resourceVersion) throw new Refused(409, 'the object has been modified');
  };
  const patched = (object: Stored, type: string, body: unknown): Stored => {
    if (type === 'application/merge-patch+json') {
      expectVersion(object, z.looseObject({ metadata: record.optional() }).parse(body).metadata?.['resourceVersion']);
      return ObjectSchema.parse(merge(object, body));
    }
    const next = structuredClone(object);
    for (const step of JsonPatchSchema.parse(body)) {
      const index = Number(/^\/metadata\/finalizers\/(\d+)$/.exec(step.path)?.[1] ?? -1);
      const finalizers = z.array(z.string()).parse(next.metadata['finalizers'] ?? []);
      const found = step.path === '/metadata/resourceVersion' ? next.metadata.resourceVersion : finalizers[index];
      if (step.op === 'test' && found !== step.value) throw new Refused(422, `testing ${step.path} failed`);
      if (step.op === 'remove') next.metadata['finalizers'] = finalizers.filter((_one, at) => at !== index);
    }
    return next;
  };
  const stored = (path: string): Stored => {
    const object = objects.get(path);
    if (object === undefined) throw new Refused(404, `${path} not found`);
    return object;
  };
  const answer = (method: string, url: URL, type: string, text: string): unknown => {
    const path = url.pathname;
    api.before(method, path);
    if (method === 'GET' && objects.has(path)) return stored(path);
    if (method === 'GET' && /\/(pods|poddisruptionbudgets)$/.test(path)) {
      const within = [...objects].filter(
        ([at]) => at.includes(`/${path.split('/').at(-1) ?? ''}/`) && (!path.includes('/namespaces/') || at.startsWith(`${path}/`)),
      );
      return { kind: 'List', metadata: {}, items: within.map(([, object]) => object) };
    }
    const object = stored(path);
    const body: unknown = JSON.parse(text);
    const dry = url.searchParams.get('dryRun') === 'All';
    if (!dry) changes.push(`${method} ${path}`);
    if (method === 'DELETE') {
      const wanted = z.looseObject({ preconditions: record.optional() }).parse(body).preconditions ?? {};
      if (wanted['uid'] !== undefined && wanted['uid'] !== object.metadata.uid) throw new Refused(409, 'another uid');
      expectVersion(object, wanted['resourceVersion']);
      if (!dry) objects.delete(path);
      return { kind: 'Status', status: 'Success' };
    }
    const next = patched(object, type, body);
    api.admit(next);
    if (!dry) objects.set(path, { ...next, metadata: { ...next.metadata, resourceVersion: String((version += 1)) } });
    return next;
  };

  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      let status = 200;
      let body: unknown;
      try {
        body = answer(request.method ?? '', new URL(request.url ?? '/', 'http://api'), request.headers['content-type'] ?? '', Buffer.concat(parts).toString());
      } catch (error) {
        status = error instanceof Refused ? error.status : 400;
        body = { kind: 'Status', status: 'Failure', message: error instanceof Error ? error.message : 'refused', code: status };
      }
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const content = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server: `http://127.0.0.1:${address.port}`, 'insecure-skip-tls-verify': true } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    users: [{ name, user: {} }],
  };
  await writeFile(kubeconfig, JSON.stringify(content));
  const api: ApiServer = {
    definition: { name, kind: 'kubeconfig', path: kubeconfig },
    put: (path, object) => {
      const metadata = {
        name: path.split('/').at(-1) ?? '',
        uid: randomUUID(),
        resourceVersion: String((version += 1)),
        ...record.parse(object['metadata'] ?? {}),
      };
      objects.set(path, { ...object, metadata });
    },
    get: (path) => objects.get(path),
    edit: (path, change) => {
      const next: Record<string, unknown> = structuredClone(stored(path));
      change(next);
      const object = ObjectSchema.parse(next);
      objects.set(path, { ...object, metadata: { ...object.metadata, resourceVersion: String((version += 1)) } });
    },
    remove: (path) => void objects.delete(path),
    admit: () => undefined,
    before: () => undefined,
    changes,
    close: () =>
      new Promise((settle) => {
        server.close(() => settle());
        server.closeAllConnections();
      }),
  };
  return api;
}
