/** What a step sends to its target, as the record keeps it. */
import { createHash } from 'node:crypto';
import { commandLine } from '#knowledge/command-line.ts';
import type { Json } from '#knowledge/json.ts';
import { redact } from '#redaction/redact.ts';
import type { PlanStep } from './plan.ts';

/**
 * The exact bytes of a step: the command line as the node's shell reads it, or the request as the API server does. Secrets in it are
 * redacted; the digest is that of the bytes as they are sent.
 */
export function ranBy(step: PlanStep): Json {
  const bytes = step.on === 'node' ? commandLine(step) : `${step.request.method} ${step.request.path}\n${step.request.contentType}\n\n${step.request.body}`;
  return { on: step.on, at: step.on === 'node' ? step.node : step.cluster, bytes: redact(bytes), sha256: createHash('sha256').update(bytes).digest('hex') };
}
