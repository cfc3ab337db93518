/** Requests that were refused before or by a verb, written into the record: who asked for what, and why not. */
import { instant, type PersonId } from '#knowledge/ids.ts';
import type { Json } from '#knowledge/json.ts';
import type { Origin } from '#incidents/ports.ts';
import type { Redactor } from '#redaction/redact.ts';
import type { AuditLog } from '#remediation/ports.ts';
import type { Command } from '../command.ts';
import type { Context, Services } from '../context.ts';
import type { Reply } from '../reply.ts';

/** A request that a face turned away itself: a forged signature, another workspace, another site. Nobody knows who it was unless `by` says. */
export type TurnedAway = { readonly by?: PersonId; readonly from: Origin; readonly why: string; readonly details?: Readonly<Record<string, string>> };

const longest = 2000;

/** Cleaned before it is cut: half of a secret is not known for one. */
function shown(text: string, redactor: Redactor): string {
  return redactor.redact(text).slice(0, longest);
}

/** Writes down that a verb's words or arguments were refused, or that the verb itself refused. */
export async function recordRefusal(context: Context, verb: Command, input: unknown, why: string): Promise<void> {
  const details = { verb: verb.name, asked: shown(JSON.stringify(input), context.redactor), why: shown(why, context.redactor) };
  await context.audit.append({ at: instant(context.clock()), by: context.actor, what: 'request.refused', from: context.origin, details });
}

/** Whether the verb leaves it to the desk to record this refusal. A form that only asks for what is missing is none. */
export function isRefusal(verb: Command, reply: Reply): boolean {
  if (verb.records !== 'refusals' || reply.exit === 0) return false;
  return reply.form === undefined || reply.form.fields.some((field) => field.problem !== undefined);
}

const most = 60;
const within = 60_000;

/**
 * Writes down what faces turned away, so many a minute: whoever can reach the port could fill the record otherwise. What is over is
 * counted, and the next row says how many.
 */
export function turnedAwayRecorder({
  audit,
  clock,
  redactor,
}: Pick<Services, 'clock' | 'redactor'> & { readonly audit: Pick<AuditLog, 'append'> }): (attempt: TurnedAway) => Promise<void> {
  let since = 0;
  let written = 0;
  let unrecorded = 0;
  return async ({ by, from, why, details = {} }) => {
    const now = clock();
    if (now.getTime() - since >= within) [since, written] = [now.getTime(), 0];
    if (written >= most) {
      unrecorded += 1;
      return;
    }
    written += 1;
    const over: Readonly<Record<string, Json>> = unrecorded === 0 ? {} : { unrecorded };
    unrecorded = 0;
    const told = Object.fromEntries(Object.entries(details).map(([name, value]) => [name, shown(value, redactor)]));
    await audit.append({ at: instant(now), by: by ?? 'k8sdoc', what: 'request.turned-away', from, details: { ...told, ...over, why } });
  };
}
