import { z } from 'zod';
import type { Finding } from '#checks/finding.ts';
import { placesNeeded } from '#checks/run.ts';
import type { CheckRun, Incident } from '#incidents/ports.ts';
import type { Entry, Remediation } from '#knowledge/schema.ts';
import { answers } from '#language/answers.ts';
import { plans as words } from '#language/plans.ts';
import { policy } from '#language/policy.ts';
import type { Text } from '#language/text.ts';
import { propose, unmetChecks } from '#remediation/propose.ts';
import { cardOf } from './cards/incident.ts';
import { aboutArgs, findSubject, formOr, knownValues, orderChecks, plainValues, reload, secretIn } from './check.ts';
import { command } from './command.ts';
import type { Context } from './context.ts';
import { notice, refusal } from './desk/replies.ts';
import type { Field, Reply } from './reply.ts';
import { chooseTargets } from './desk/targets.ts';

/** How long a fix waits for the checks that it needs; milliseconds. */
const checksLimit = 90_000;

export const fix = command({
  name: 'fix',
  usage: 'fix <entry or incident> [remediation] [--node NAME] [--cluster NAME] [--set name=value …] [--emergency REASON]',
  summary: { en: 'Show what a fix would do, and ask for its approval', zh: '查看修复计划并申请批准' },
  args: z.strictObject({
    ...aboutArgs,
    remediation: z.string().optional(),
    entry: z.string().optional(),
    emergency: z.string().trim().min(10, 'say in a sentence why it cannot wait').max(1000).optional(),
  }),
  positional: ['about', 'remediation'],
  records: 'refusals',
  run: async (context, args) => {
    const subject = await findSubject(context, args.about, args.entry);
    if (!subject.ok) return subject.reply;
    const { entry } = subject;
    const remediation = args.remediation === undefined ? entry.remediations[0] : entry.remediations.find((one) => one.id === args.remediation);
    if (remediation === undefined) {
      return refusal(
        entry.remediations.length === 0
          ? words.noRemediation(entry.id)
          : words.noSuchRemediation(
              entry.id,
              args.remediation ?? '',
              entry.remediations.map((one) => one.id),
            ),
      );
    }
    const secret = secretIn(context, args.set);
    if (secret !== undefined) return refusal(answers.secretValue(secret));
    const ready = await withChecks(context, subject.incident, entry, remediation, args);
    return ready.ok ? draft(context, ready.incident, entry, remediation, ready.run, args) : ready.reply;
  },
});

type Args = {
  readonly node?: string | undefined;
  readonly cluster?: string | undefined;
  readonly set: Readonly<Record<string, string>>;
  readonly emergency?: string | undefined;
};
type Ready = { readonly ok: true; readonly incident: Incident; readonly run: CheckRun | undefined } | { readonly ok: false; readonly reply: Reply };

/** Runs the checks that the remediation requires, where nobody has yet, and waits for them. */
async function withChecks(context: Context, incident: Incident, entry: Entry, remediation: Remediation, args: Args): Promise<Ready> {
  const latest = (await context.incidents.runsOf(incident.id)).findLast((run) => run.entry === entry.id);
  const elsewhere = (args.node !== undefined && args.node !== latest?.targets.node) || (args.cluster !== undefined && args.cluster !== latest?.targets.cluster);
  if (latest?.state === 'done' && !elsewhere) return { ok: true, incident, run: latest };
  if (remediation.requires.length === 0 && entry.checks.length === 0) return { ok: true, incident, run: undefined };
  const ordered = await orderChecks(context, { ok: true, entry, incident }, args, `fix:plan:${remediation.id}`);
  if (!ordered.ok) return ordered;
  const until = context.clock().getTime() + checksLimit;
  for (;;) {
    const [run, now] = await Promise.all([context.incidents.findRun(ordered.run.id), reload(context, incident.id)]);
    if (run === undefined || run.state === 'done') return { ok: true, incident: now, run };
    const left = until - context.clock().getTime();
    if (left <= 0 || context.signal.aborted) return { ok: false, reply: await cardOf(context, now) };
    await context.changes.waitFor(incident.id, now.version, left, context.signal);
  }
}

async function draft(context: Context, incident: Incident, entry: Entry, remediation: Remediation, run: CheckRun | undefined, args: Args): Promise<Reply> {
  const findings: readonly Finding[] = run?.findings ?? [];
  const needed = placesNeeded(context.knowledge(), entry);
  const acts = remediation.steps.map((step) => step.on);
  const wish = { node: args.node ?? run?.targets.node, cluster: args.cluster ?? run?.targets.cluster ?? incident.cluster };
  const chosen = chooseTargets(context, { node: needed.node || acts.includes('node'), cluster: needed.cluster || acts.includes('cluster') }, wish);
  if (!chosen.ok && chosen.kind === 'refuse') return refusal(chosen.text);
  if (!chosen.ok) return askFor(entry, incident, remediation, chosen.field, args);
  const unmet = unmetChecks(entry, remediation, findings, chosen.places);
  if (unmet.length > 0) return refused(context, incident, words.requiresChecks(unmet));

  const runs = await context.incidents.runsOf(incident.id);
  const known = knownValues(entry, incident, runs, args.set);
  const proposed = await propose(
    context,
    {
      incident: incident.id,
      entry,
      remediation: remediation.id,
      requester: context.actor,
      values: plainValues(known),
      places: chosen.places,
      findings,
      from: context.origin,
      emergency: args.emergency,
    },
    context.signal,
  );
  if (!proposed.ok && proposed.value !== undefined) return formOr(entry, incident, known, [proposed.value], `fix:plan:${remediation.id}`, proposed.text, args);
  if (!proposed.ok && proposed.emergency === true) return offerEmergency(entry, incident, remediation, proposed.text);
  if (!proposed.ok) return refused(context, incident, proposed.text);
  const card = await cardOf(context, await reload(context, incident.id));
  const urgent =
    proposed.plan.emergency === undefined
      ? {}
      : {
          announce: {
            text: policy.emergencyNotice(context.people.name(context.actor), proposed.plan.emergency.reason),
            channels: context.policy.emergency?.channels ?? [],
          },
        };
  return { ...card, ...urgent, data: { incident: incident.id, plan: JSON.parse(JSON.stringify(proposed.plan)) as Reply['data'] } };
}

function askFor(entry: Entry, incident: Incident, remediation: Remediation, field: Field, args: Args): Reply {
  const reply = formOr(entry, incident, {}, [], `fix:plan:${remediation.id}`, undefined, args);
  return reply.form === undefined ? reply : { ...reply, form: { ...reply.form, fields: [field] } };
}

/** Quiet hours or a freeze hold the change up, and an emergency would lift them: asks why it cannot wait. */
function offerEmergency(entry: Entry, incident: Incident, remediation: Remediation, problem: Text): Reply {
  const typed = policy.emergencyNext(`fix ${incident.id} ${remediation.id} --emergency "…"`);
  return {
    ...notice('bad', problem, 2, [{ kind: 'text', text: typed }]),
    form: {
      title: policy.emergencyTitle,
      submit: answers.go,
      action: { id: `fix:plan:${remediation.id}`, value: { about: 'entry', incident: incident.id, entry: entry.id } },
      fields: [{ name: 'emergency', label: policy.emergencyReason, hint: problem, input: { kind: 'reason' } }],
    },
  };
}

/** A refusal with what the checks found beside it, so that the reader sees why. */
async function refused(context: Context, incident: Incident, text: Reply['summary']): Promise<Reply> {
  const reply = refusal(text);
  const card = await cardOf(context, incident);
  return { ...reply, blocks: [...reply.blocks, ...card.blocks.filter((block) => block.kind === 'finding')], exit: 1 };
}
