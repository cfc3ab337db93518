/** The card of an incident: what is known, proven, checked, proposed and done, newest state, the same for every face. */
import type { Match } from '#diagnosis/diagnosis.ts';
import type { CheckRun, Incident } from '#incidents/ports.ts';
import type { Entry } from '#knowledge/schema.ts';
import { answers } from '#language/answers.ts';
import { limits } from '#language/limits.ts';
import { plans as words } from '#language/plans.ts';
import type { Text } from '#language/text.ts';
import { unmetChecks } from '#remediation/propose.ts';
import { occupying, type Plan } from '#remediation/states.ts';
import { targetKey } from '#checks/ports.ts';
import type { Context } from '../context.ts';
import { besides, oneALine, settling, versionDoubt } from './answer.ts';
import { faultBlocks, independentFaults } from './faults.ts';
import { findingBlock } from './finding.ts';
import { planBlocks } from './plan.ts';
import type { Action, Block, Reply, Tone } from '../reply.ts';

const severityTones: Readonly<Record<Entry['severity'], Tone>> = { low: 'neutral', medium: 'warning', high: 'bad', critical: 'bad' };

/** The entry that an incident is about: the best match of those that are still known. */
export function entryOf(context: Context, incident: Incident): { readonly entry: Entry; readonly match: Match } | undefined {
  for (const match of incident.matches) {
    const entry = context.knowledge().entries.get(match.entry);
    if (entry !== undefined) return { entry, match };
  }
  return undefined;
}

export async function cardOf(context: Context, incident: Incident): Promise<Reply> {
  const [runs, plans] = await Promise.all([context.incidents.runsOf(incident.id), context.plans.ofIncident(incident.id)]);
  const main = entryOf(context, incident);
  const head = main === undefined ? [] : diagnosisBlocks(context, incident, main.entry, main.match);
  const run = runs.findLast((one) => one.entry === main?.entry.id) ?? runs.at(-1);
  const checked = main === undefined ? [] : checkBlocks(main.entry, run);
  const [newest] = plans;
  const planned = plans
    .filter((plan) => plan === newest || (plan.state !== 'superseded' && plan.state !== 'withdrawn' && plan.state !== 'expired'))
    .slice(0, 3);
  const busy = new Set(['drafted', 'approved', 'running', 'verifying']);
  const pending = (run !== undefined && run.state !== 'done') || plans.some((plan) => busy.has(plan.state));
  const simulated = isSimulated(context, run, plans);
  const holders = plans.some((plan) => plan.state === 'approved') ? await context.plans.inState(occupying) : [];
  const waits = plans.some((plan) => plan.state === 'approved' || plan.state === 'awaiting-approval');
  const pause = waits ? await context.limits.paused() : undefined;
  const blocks: Block[] = [
    ...head,
    ...(pause === undefined ? [] : [{ kind: 'notice', tone: 'warning', text: limits.paused(context.people.name(pause.by), pause.reason) } as const]),
    ...(simulated ? [{ kind: 'notice', tone: 'warning', text: answers.simulated } as const] : []),
    ...checked,
    ...planned.flatMap((plan) => planBlocks(context, plan, holderOf(plan, holders))),
    ...(main === undefined ? [] : [actionsOf(incident, main.entry, run, plans)]),
    ...(main === undefined ? [] : closingBlocks(main.entry)),
  ];
  return {
    summary: summaryOf(main?.entry, newest, run),
    blocks,
    audience: 'place',
    card: { incident: incident.id, version: incident.version, pending },
    data: dataOf(incident, runs, plans),
    exit: main === undefined ? 1 : 0,
  };
}

/** The plan that keeps an approved one waiting. */
function holderOf(plan: Plan, holders: readonly Plan[]): Plan | undefined {
  if (plan.state !== 'approved') return undefined;
  return holders.find((holder) => targetKey(holder.target) === targetKey(plan.target));
}

function summaryOf(entry: Entry | undefined, plan: Plan | undefined, run: CheckRun | undefined): Text {
  const title = entry?.title ?? answers.nothingFound;
  if (plan !== undefined) return join(title, join(plan.title, words.states[plan.state]));
  const confirmed = run?.findings.find((finding) => finding.verdict === 'confirmed');
  return confirmed === undefined ? title : join(title, confirmed.says);
}

function join(a: Text, b: Text): Text {
  return { en: `${a.en}: ${b.en}`, zh: `${a.zh}：${b.zh}` };
}

function diagnosisBlocks(context: Context, incident: Incident, entry: Entry, match: Match): readonly Block[] {
  const besidesIt = incident.matches.filter((other) => other.entry !== entry.id);
  const faults = independentFaults({ entry, match }, besidesIt, (id) => context.knowledge().entries.get(id));
  const others = besidesIt.filter((other) => !faults.some((fault) => fault.match === other)).slice(0, 4);
  const listed = others.flatMap((other) => {
    const known = context.knowledge().entries.get(other.entry);
    const first = other.evidence[0];
    return known === undefined
      ? []
      : [{ text: join(known.title, besides(entry, known, other)), ...(first === undefined ? {} : { detail: `${first.line}: ${first.text}` }) }];
  });
  return [
    { kind: 'heading', text: entry.title, tag: { text: answers.severities[entry.severity], tone: severityTones[entry.severity] } },
    { kind: 'text', text: entry.summary },
    ...(match.evidence.length > 0 ? [{ kind: 'evidence', lines: oneALine(match.evidence).slice(0, 5) } as const] : []),
    {
      kind: 'facts',
      facts: [
        ...(match.evidence.length > 0 ? [{ label: answers.howSure, value: answers.sure(match.confidence) }] : []),
        { label: answers.impact, value: entry.impact },
        ...versionDoubt(match),
        ...settling(entry, match),
      ],
    },
    ...faultBlocks(faults),
    ...(listed.length > 0 ? [{ kind: 'list', title: answers.alsoPossible, ordered: false, items: listed } as const] : []),
  ];
}

function checkBlocks(entry: Entry, run: CheckRun | undefined): readonly Block[] {
  if (run === undefined) return entry.checks.length === 0 ? manualBlocks(entry) : [];
  const found = run.findings.map((finding) => findingBlock(finding));
  const seen = new Set(run.findings.map((finding) => finding.check));
  const waiting: readonly Block[] =
    run.state === 'done'
      ? []
      : entry.checks
          .filter((check) => !seen.has(check.id))
          .map((check) => ({ kind: 'finding', verdict: 'pending', title: check.title, says: answers.pending }));
  const confirmed = run.state === 'done' && run.findings.some((finding) => finding.verdict === 'confirmed');
  return [...found, ...waiting, ...(confirmed && entry.remediations.length === 0 ? manualBlocks(entry) : [])];
}

export function manualBlocks(entry: Entry): readonly Block[] {
  if (entry.manual.length === 0) return [];
  const items = entry.manual.map((step) => ({
    text: step.text,
    ...(step.commands.length === 0 ? {} : { detail: step.commands.map((argv) => argv.join(' ')).join('\n') }),
  }));
  return [{ kind: 'list', title: answers.manual, ordered: true, items }];
}

function actionsOf(incident: Incident, entry: Entry, run: CheckRun | undefined, plans: readonly Plan[]): Block {
  const value = { about: 'entry', incident: incident.id, entry: entry.id } as const;
  const actions: Action[] = [];
  const running = run !== undefined && run.state !== 'done';
  const underway = plans.some((plan) => ['awaiting-approval', 'approved', 'running', 'verifying', 'unknown'].includes(plan.state));
  if (entry.checks.length > 0 && !running) {
    actions.push({
      id: 'check:run',
      value,
      label: run === undefined ? answers.runChecks : answers.runChecksAgain,
      style: run === undefined ? 'primary' : 'plain',
    });
  }
  if (run !== undefined && !running && !underway) {
    // What did not help is not offered again: the next one is.
    const tried = new Set(plans.filter((plan) => plan.state === 'not-fixed' && plan.origin.kind === 'remediation').map((plan) => plan.remediation));
    for (const remediation of entry.remediations.filter((one) => !tried.has(one.id))) {
      if (unmetChecks(entry, remediation, run.findings, run.targets).length > 0) continue;
      actions.push({ id: `fix:plan:${remediation.id}`, value, label: answers.showPlan(remediation.title), style: 'primary' });
    }
  }
  actions.push({ id: 'answer:helpful', value, label: answers.helpful, style: 'plain' }, { id: 'answer:wrong', value, label: answers.wrong, style: 'plain' });
  return { kind: 'actions', actions };
}

function closingBlocks(entry: Entry): readonly Block[] {
  if (entry.references.length === 0) return [];
  return [{ kind: 'links', title: answers.sources, links: entry.references.slice(0, 5).map((reference) => ({ url: reference.url, label: reference.proves })) }];
}

function isSimulated(context: Context, run: CheckRun | undefined, plans: readonly Plan[]): boolean {
  if (plans.some((plan) => plan.simulated)) return true;
  const { directory } = context.targets;
  const node = run?.targets.node === undefined ? undefined : directory.find({ on: 'node', name: run.targets.node });
  const cluster = run?.targets.cluster === undefined ? undefined : directory.find({ on: 'cluster', name: run.targets.cluster });
  return node?.simulated === true || cluster?.simulated === true;
}

function dataOf(incident: Incident, runs: readonly CheckRun[], plans: readonly Plan[]): Reply['data'] {
  const data: unknown = JSON.parse(JSON.stringify({ incident, runs, plans }));
  return data as Reply['data'];
}
