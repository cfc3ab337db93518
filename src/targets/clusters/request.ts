/**
 * A request to the API and the object that it is about: which part of the object it touches or relies on, and how it is bound to one
 * version of it. What kubelets and controllers write all the time (status, managedFields, the resourceVersion) is no part of it.
 */
import { createHash } from 'node:crypto';
import type { ClusterRequest } from '#checks/ports.ts';
import type { Json } from '#knowledge/json.ts';

type Fields = Readonly<Record<string, Json>>;

export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object's metadata without what changes by itself. */
export function lasting(metadata: unknown): Fields {
  if (!isRecord(metadata)) return {};
  const { managedFields: _managed, resourceVersion: _version, generation: _generation, ...kept } = metadata;
  return kept;
}

/** SHA-256 over the part of the object that the request touches or relies on, hex. */
export function touchedBy(request: ClusterRequest, object: unknown): string {
  return createHash('sha256')
    .update(ordered(partOf(request, isRecord(object) ? object : {})))
    .digest('hex');
}

function partOf(request: ClusterRequest, object: Fields): Json {
  const metadata = lasting(object['metadata']);
  const leaving = metadata['deletionTimestamp'] ?? null;
  if (request.contentType === 'application/json-patch+json') return { finalizers: metadata['finalizers'] ?? [], leaving };
  const body: Json = JSON.parse(request.body) as Json;
  if (request.contentType !== 'application/merge-patch+json') return { metadata, spec: object['spec'] ?? null };
  // A new annotation of the template rolls out whatever the template is by then.
  const template = isRecord(object['spec']) ? object['spec']['template'] : undefined;
  return { fields: under(body, object), template: template !== undefined && touchesTemplate(body) ? template : null, leaving };
}

function touchesTemplate(body: Json): boolean {
  return isRecord(body) && isRecord(body['spec']) && 'template' in body['spec'];
}

/** What stands in the object where a merge patch writes. */
function under(patch: Json, object: Json | undefined): Json {
  if (!isRecord(patch)) return object ?? null;
  const fields = isRecord(object) ? object : {};
  return Object.fromEntries(Object.entries(patch).map(([key, inner]) => [key, under(inner, fields[key])]));
}

/** JSON with the keys of every object in code-point order. */
function ordered(value: Json): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isRecord(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

/** The request with one version of the object as its precondition: the server refuses it for every other. */
export function bindVersion(request: ClusterRequest, resourceVersion: string): ClusterRequest {
  const body: unknown = JSON.parse(request.body);
  return { ...request, body: JSON.stringify(boundBody(request, body, resourceVersion)) };
}

function boundBody(request: ClusterRequest, body: unknown, resourceVersion: string): unknown {
  if (Array.isArray(body)) return [{ op: 'test', path: '/metadata/resourceVersion', value: resourceVersion }, ...(body as readonly unknown[])];
  const fields = isRecord(body) ? body : {};
  if (request.method === 'DELETE')
    return { ...fields, preconditions: { ...(isRecord(fields['preconditions']) ? fields['preconditions'] : {}), resourceVersion } };
  return { ...fields, metadata: { ...(isRecord(fields['metadata']) ? fields['metadata'] : {}), resourceVersion } };
}
