/** Clusters over the Kubernetes API: typed reads, changes prepared by a dry run, requests sent once. */
import { createTwoFilesPatch } from 'diff';
import { stringify } from 'yaml';
import { z } from 'zod';
import { type ClusterAnswer, type ClusterChange, type ClusterPort, type ClusterRead, type ClusterRequest, type ObjectRef, TargetError } from '#checks/ports.ts';
import type { Json } from '#knowledge/json.ts';
import { type Api, type ClusterAccess, connectApi, problem } from './api.ts';

export type ClusterDefinition = ClusterAccess & { readonly simulated?: boolean | undefined; readonly approverGroup?: string | undefined };

const pageSize = 250;
const most = 1000;
const metadataOnly = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

const ObjectSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string(), uid: z.string(), resourceVersion: z.string(), finalizers: z.array(z.string()).optional() }),
});
const ListSchema = z.looseObject({
  metadata: z.looseObject({ continue: z.string().optional() }).default({}),
  items: z.array(z.looseObject({ metadata: z.looseObject({ name: z.string(), finalizers: z.array(z.string()).optional() }) })).nullable(),
});
const GroupsSchema = z.looseObject({ groups: z.array(z.looseObject({ preferredVersion: z.looseObject({ groupVersion: z.string() }) })) });
const ResourcesSchema = z.looseObject({ resources: z.array(z.looseObject({ name: z.string(), namespaced: z.boolean(), verbs: z.array(z.string()) })) });

type KubeObject = z.output<typeof ObjectSchema>;

export function createClusters(definitions: readonly ClusterDefinition[]): ClusterPort {
  const apis = new Map(definitions.map((definition) => [definition.name, connectApi(definition)]));
  const apiOf = (name: string): Api => {
    const api = apis.get(name);
    if (api === undefined) throw problem('unknown-target', `There is no cluster called ${name} in k8sdoc.yaml.`, `k8sdoc.yaml 中没有名为 ${name} 的集群。`);
    return api;
  };
  return {
    read: (cluster, read, signal) => readFrom(apiOf(cluster), read, signal),
    prepare: async (cluster, change, signal) => {
      const api = apiOf(cluster);
      const ref = refOf(change);
      const before = parse(ObjectSchema, await api.get(pathOf(ref), signal));
      const request = requestOf(change, ref, before);
      const dry = await api.call({ ...request, path: `${request.path}?dryRun=All` }, signal);
      return {
        request,
        object: { ref, uid: before.metadata.uid, resourceVersion: before.metadata.resourceVersion },
        diff: request.method === 'DELETE' ? `- ${ref.resource}/${ref.name}\n` : diffOf(ref, before, dry.body),
      };
    },
    send: async (cluster, request, signal) => {
      const answer = await apiOf(cluster).call(request, signal);
      return { status: answer.status, message: `HTTP ${answer.status}` };
    },
  };
}

async function readFrom(api: Api, read: ClusterRead, signal: AbortSignal): Promise<ClusterAnswer> {
  switch (read.kind) {
    case 'object':
      try {
        return { kind: 'object', found: true, object: withoutSecrets(await api.get(pathOf(read), signal)) };
      } catch (error) {
        if (error instanceof TargetError && error.problem.kind === 'not-found') return { kind: 'object', found: false };
        throw error;
      }
    case 'list': {
      const query = new URLSearchParams();
      if (read.labelSelector !== undefined) query.set('labelSelector', read.labelSelector);
      if (read.fieldSelector !== undefined) query.set('fieldSelector', read.fieldSelector);
      const { items, truncated } = await list(api, collectionOf(read.apiVersion, read.resource, read.namespace), query, signal);
      return { kind: 'list', items: items.map((item) => withoutSecrets(item, read.resource)), truncated };
    }
    case 'remaining':
      return remaining(api, read.namespace, signal);
  }
}

async function list(
  api: Api,
  path: string,
  query: URLSearchParams,
  signal: AbortSignal,
  accept?: string,
): Promise<{ items: readonly Json[]; truncated: boolean }> {
  const items: Json[] = [];
  let next: string | undefined;
  do {
    query.set('limit', String(pageSize));
    if (next !== undefined) query.set('continue', next);
    const page = parse(ListSchema, await api.get(`${path}?${query.toString()}`, signal, accept));
    items.push(...((page.items ?? []) as readonly Json[]));
    next = page.metadata.continue === '' ? undefined : page.metadata.continue;
  } while (next !== undefined && items.length < most);
  return { items: items.slice(0, most), truncated: next !== undefined || items.length > most };
}

/** Looks into every namespaced resource that can be listed, as the namespace controller does. What cannot be read is part of the answer. */
async function remaining(api: Api, namespace: string, signal: AbortSignal): Promise<ClusterAnswer> {
  const objects: { apiVersion: string; resource: string; name: string; finalizers: readonly string[] }[] = [];
  const unreadable: { apiVersion: string; problem: string }[] = [];
  let truncated = false;
  const attempt = async (apiVersion: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof TargetError) || error.problem.kind === 'unreachable' || error.problem.kind === 'cancelled') throw error;
      unreadable.push({ apiVersion, problem: error.problem.text.en });
    }
  };
  const groups = parse(GroupsSchema, await api.get('/apis', signal));
  for (const apiVersion of ['v1', ...groups.groups.map((group) => group.preferredVersion.groupVersion)]) {
    await attempt(apiVersion, async () => {
      const found = parse(ResourcesSchema, await api.get(apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`, signal));
      const resources = found.resources.filter(
        (one) => one.namespaced && one.verbs.includes('list') && one.verbs.includes('delete') && !one.name.includes('/'),
      );
      for (const resource of resources) {
        await attempt(`${apiVersion} ${resource.name}`, async () => {
          const page = await list(api, collectionOf(apiVersion, resource.name, namespace), new URLSearchParams(), signal, metadataOnly);
          truncated ||= page.truncated;
          for (const item of page.items) {
            const { metadata } = parse(z.looseObject({ metadata: z.looseObject({ name: z.string(), finalizers: z.array(z.string()).optional() }) }), item);
            objects.push({ apiVersion, resource: resource.name, name: metadata.name, finalizers: metadata.finalizers ?? [] });
          }
        });
      }
    });
  }
  return { kind: 'remaining', objects: objects.slice(0, most), unreadable, truncated: truncated || objects.length > most };
}

function refOf(change: ClusterChange): ObjectRef {
  if (change.kind === 'finalize-namespace') return { apiVersion: 'v1', resource: 'namespaces', name: change.name };
  return { apiVersion: change.apiVersion, resource: change.resource, namespace: change.namespace, name: change.name };
}

function requestOf(change: ClusterChange, ref: ObjectRef, before: KubeObject): ClusterRequest {
  const { uid, resourceVersion, finalizers = [] } = before.metadata;
  const path = pathOf(ref);
  switch (change.kind) {
    case 'delete': {
      const options = {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        preconditions: { uid, resourceVersion },
        ...(change.graceSeconds === undefined ? {} : { gracePeriodSeconds: change.graceSeconds }),
      };
      return { method: 'DELETE', path, contentType: 'application/json', body: JSON.stringify(options) };
    }
    case 'merge-patch': {
      const metadata = change.body['metadata'];
      const body = { ...change.body, metadata: { ...(isRecord(metadata) ? metadata : {}), resourceVersion } };
      return { method: 'PATCH', path, contentType: 'application/merge-patch+json', body: JSON.stringify(body) };
    }
    case 'remove-finalizer': {
      const index = finalizers.indexOf(change.finalizer);
      if (index < 0)
        throw problem(
          'invalid',
          `${ref.resource}/${ref.name} has no finalizer ${change.finalizer}: nothing is left to do.`,
          `${ref.resource}/${ref.name} 没有 finalizer ${change.finalizer}，无需处理。`,
        );
      const at = `/metadata/finalizers/${index}`;
      const patch = [
        { op: 'test', path: '/metadata/resourceVersion', value: resourceVersion },
        { op: 'test', path: at, value: change.finalizer },
        { op: 'remove', path: at },
      ];
      return { method: 'PATCH', path, contentType: 'application/json-patch+json', body: JSON.stringify(patch) };
    }
    case 'finalize-namespace': {
      const spec = typeof before['spec'] === 'object' && before['spec'] !== null ? before['spec'] : {};
      return {
        method: 'PUT',
        path: `${path}/finalize`,
        contentType: 'application/json',
        body: JSON.stringify({ ...before, spec: { ...spec, finalizers: [] } }),
      };
    }
    case 'restart': {
      const annotations = { 'kubectl.kubernetes.io/restartedAt': new Date().toISOString() };
      const body = { metadata: { resourceVersion }, spec: { template: { metadata: { annotations } } } };
      return { method: 'PATCH', path, contentType: 'application/merge-patch+json', body: JSON.stringify(body) };
    }
  }
}

function pathOf(ref: ObjectRef): string {
  return `${collectionOf(ref.apiVersion, ref.resource, ref.namespace)}/${encodeURIComponent(ref.name)}`;
}

function collectionOf(apiVersion: string, resource: string, namespace: string | undefined): string {
  const root = apiVersion.includes('/')
    ? `/apis/${apiVersion
        .split('/')
        .map((part) => encodeURIComponent(part))
        .join('/')}`
    : `/api/${encodeURIComponent(apiVersion)}`;
  const inside = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${root}${inside}/${encodeURIComponent(resource)}`;
}

function diffOf(ref: ObjectRef, before: KubeObject, after: Json): string {
  const name = `${ref.resource}/${ref.name}`;
  const shown = (object: unknown): string => {
    const plain = withoutSecrets(object as Json);
    if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) return '';
    const { metadata, ...rest } = plain as Readonly<Record<string, Json>>;
    const { managedFields: _managed, resourceVersion: _version, ...kept } = (metadata ?? {}) as Readonly<Record<string, Json>>;
    return stringify({ ...rest, metadata: kept }, { sortMapEntries: true });
  };
  return createTwoFilesPatch(name, name, shown(before), shown(after), 'now', 'after', { context: 2 }).replace(/^=+\n/, '');
}

function isRecord(value: unknown): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A Secret's data never leaves this file. The items of a list do not say their kind: the resource that was asked for does. */
function withoutSecrets(object: Json, resource?: string): Json {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return object;
  const fields = object as Readonly<Record<string, Json>>;
  if (fields['kind'] !== 'Secret' && resource !== 'secrets') return object;
  const { data: _data, stringData: _strings, ...rest } = fields;
  return rest;
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const text = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
  throw problem('server-error', `The API server answered something unexpected: ${text}`, `API 服务器的应答不符合预期：${text}`);
}
