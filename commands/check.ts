import { z } from 'zod';
import { placesNeeded } from '#checks/run.ts';
import { checkDeclared, declaredTypes, requiredValues } from '#checks/values.ts';
import type { CheckRun, Incident, KnownValue } from '#incidents/ports.ts';
import { type EntryId, type IncidentId, instant, type RunId } from '#knowledge/ids.ts';
import type { Entry } from '#knowledge/schema.ts';
import { checkValue, valueTypes } from '#knowledge/values.ts';
import { answers } from '#language/answers.ts';
import { same, type Text } from '#language/text.ts';
import { cardOf, entryOf } from './cards/incident.ts';
import { command } from './command.ts';
import type { Context } from './context.ts';
import { notice, refusal } from './desk/replies.ts';
import type { ActionId, Field, Reply } from './reply.ts';
import { chooseTargets } from './desk/targets.ts';

export const aboutArgs = {
  /** An entry's id, or an incident's. */
  about: z.string().min(1),
  node: z.string().optional(),
  cluster: z.string().optional(),
  set: z.record(z.string(), z.string()).default({}),
};

export const check = command({
  name: 'check',
  usage: 'check <entry or incident> [--node NAME] [--cluster NAME] [--set name=value …]',
  summary: { en: 'Run an entry’s read-only checks', zh: '运行条目的只读检查' },
  args: z.strictObject({ ...aboutArgs, entry: z.string().optional() }),
  positional: ['about'],
  records: 'refusals',
  run: async (context, args) => {
    const subject = await findSubject(context, args.about, args.entry);
    if (!subject.ok) return subject.reply;
    const order = await orderChecks(context, subject, args, 'check:run');
    return order.ok ? cardOf(context, await reload(context, order.run.incident)) : order.reply;
  },
});

export type Subject = { readonly ok: true; readonly entry: Entry; readonly incident: Incident };

/** The entry and the incident that an id stands for; an entry's id opens an incident of its own. */
export async function findSubject(context: Context, about: string, entryId?: string): Promise<Subject | { readonly ok: false; readonly reply: Reply }> {
  const { entries } = context.knowledge();
  if (about.includes('/')) {
    const entry = entries.get(about as EntryId);
    if (entry === undefined) return { ok: false, reply: notice('warning', answers.unknownEntry(about, nearIds(context, about)), 2) };
    const { incident } = await context.incidents.open({
      openedAt: instant(context.clock()),
      openedBy: context.actor,
      origin: context.origin,
      language: context.language,
      excerpt: '',
      matches: [{ entry: entry.id, confidence: 1, evidence: [], captures: {} }],
      ...(context.cluster === undefined ? {} : { cluster: context.cluster }),
    });
    return { ok: true, entry, incident };
  }
  const incident = await context.incidents.find(about as IncidentId);
  if (incident === undefined) return { ok: false, reply: notice('warning', answers.unknownIncident(about), 2) };
  const entry = entryId === undefined ? entryOf(context, incident)?.entry : entries.get(entryId as EntryId);
  if (entry === undefined) return { ok: false, reply: notice('warning', answers.unknownEntry(entryId ?? about, []), 2) };
  return { ok: true, entry, incident };
}

function nearIds(context: Context, id: string): readonly string[] {
  const near = context.engine().ask(id.replaceAll(/[/-]/g, ' '));
  return near.slice(0, 2).map((answer) => answer.entry);
}

export async function reload(context: Context, id: IncidentId): Promise<Incident> {
  const incident = await context.incidents.find(id);
  if (incident === undefined) throw new Error(`the incident ${id} is gone`);
  return incident;
}

export type Wishes = { readonly node?: string | undefined; readonly cluster?: string | undefined; readonly set: Readonly<Record<string, string>> };
export type Ordered = { readonly ok: true; readonly run: CheckRun } | { readonly ok: false; readonly reply: Reply };

/**
 * Orders the checks of an entry: recorded first, then told to the queue. A run that is already under way is not doubled.
 * Missing values are asked for in a form, whose submission presses `action` again.
 */
export async function orderChecks(context: Context, { entry, incident }: Subject, wishes: Wishes, action: ActionId): Promise<Ordered> {
  if (entry.checks.length === 0) return { ok: false, reply: refusal(answers.noChecks(entry.id)) };
  const runs = await context.incidents.runsOf(incident.id);
  const underway = runs.find((run) => run.entry === entry.id && run.state !== 'done');
  if (underway !== undefined) return { ok: true, run: underway };

  const secret = secretIn(context, wishes.set);
  if (secret !== undefined) return { ok: false, reply: refusal(answers.secretValue(secret)) };
  const known = knownValues(entry, incident, runs, wishes.set);
  const typed = checkDeclared(entry, plainValues(known));
  if (!typed.ok) return { ok: false, reply: formOr(entry, incident, known, [typed.refusal.value], action, typed.refusal.text, wishes) };
  const missing = requiredValues(entry).filter((name) => !Object.hasOwn(known, name));
  const chosen = chooseTargets(context, placesNeeded(context.knowledge(), entry), { node: wishes.node, cluster: wishes.cluster ?? incident.cluster });
  if (!chosen.ok && chosen.kind === 'refuse') return { ok: false, reply: refusal(chosen.text) };
  if (missing.length > 0 || !chosen.ok) {
    const reply = formOr(entry, incident, known, missing, action, undefined, wishes);
    if (chosen.ok || reply.form === undefined) return { ok: false, reply };
    return { ok: false, reply: { ...reply, form: { ...reply.form, fields: [chosen.field, ...reply.form.fields] } } };
  }

  const run = await context.incidents.orderRun({
    id: context.newId() as RunId,
    incident: incident.id,
    entry: entry.id,
    orderedBy: context.actor,
    orderedAt: instant(context.clock()),
    targets: chosen.places,
    values: known,
  });
  await context.audit.append({
    at: run.orderedAt,
    by: context.actor,
    what: 'checks.ordered',
    incident: incident.id,
    from: context.origin,
    details: { run: run.id, entry: entry.id, targets: { ...chosen.places }, values: plainValues(known) },
  });
  await context.queue.checkRun(run.id);
  return { ok: true, run };
}

/** The name of a value in which somebody typed a secret: it would be stored, shown and put into a command. */
export function secretIn({ redactor }: Pick<Context, 'redactor'>, given: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(given).find(([, value]) => redactor.finds(value))?.[0];
}

/** What is known of an entry's values: from the paste, from earlier checks, and above all from the person. */
export function knownValues(
  entry: Entry,
  incident: Incident,
  runs: readonly CheckRun[],
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, KnownValue>> {
  const types = declaredTypes(entry);
  const pasted = incident.matches.find((match) => match.entry === entry.id)?.captures ?? {};
  const known: Record<string, KnownValue> = {};
  for (const [name, value] of Object.entries(pasted)) if (Object.hasOwn(types, name)) known[name] = { value, from: 'paste' };
  for (const run of runs.filter((one) => one.entry === entry.id)) {
    for (const [name, value] of Object.entries(run.values)) if (value.from === 'person') known[name] = value;
    for (const finding of run.findings) {
      if (finding.verdict === 'not-run') continue;
      for (const [name, value] of Object.entries(finding.provides)) known[name] = { value, from: 'check' };
    }
  }
  for (const [name, value] of Object.entries(given)) known[name] = { value, from: 'person' };
  return known;
}

export function plainValues(known: Readonly<Record<string, KnownValue>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(known).map(([name, { value }]) => [name, value]));
}

/** Asks for values by a form; a line that was typed also says how to give them. */
export function formOr(
  entry: Entry,
  incident: Incident,
  known: Readonly<Record<string, KnownValue>>,
  names: readonly string[],
  action: ActionId,
  problem: Text | undefined,
  wishes: Wishes,
): Reply {
  const types = declaredTypes(entry);
  const undeclared = names.find((name) => !Object.hasOwn(types, name));
  if (undeclared !== undefined) return refusal(problem ?? answers.unknownEntry(undeclared, []));
  const fields: Field[] = names.map((name) => {
    const type = types[name] ?? 'word';
    const input = entry.inputs[name];
    const earlier = known[name]?.value;
    const wrong = earlier !== undefined && !checkValue(type, earlier).ok ? problem : undefined;
    return {
      name,
      label: input?.label ?? same(name),
      ...(input?.hint === undefined ? {} : { hint: input.hint }),
      input: { kind: 'value', type, example: valueTypes[type].example },
      ...(earlier === undefined ? {} : { initial: earlier }),
      ...(wrong === undefined ? {} : { problem: wrong }),
    };
  });
  const text = problem ?? answers.needsValues(entry.id, names.length > 0 ? names : [wishes.node === undefined ? 'node' : 'cluster']);
  return {
    ...notice('warning', text, 2),
    form: { title: answers.formTitle, submit: answers.go, action: { id: action, value: { about: 'entry', incident: incident.id, entry: entry.id } }, fields },
  };
}
