/**
 * Running an entry's checks on its targets, one after the other, since a check may provide a value to the next.
 */
import { type EntryId, instant } from '#knowledge/ids.ts';
import type { Knowledge } from '#knowledge/knowledge.ts';
import type { Check, Entry } from '#knowledge/schema.ts';
import type { Text } from '#language/text.ts';
import type { Redactor } from '#redaction/redact.ts';
import type { Finding } from './finding.ts';
import { judge } from './judge.ts';
import type { Target, TargetProblem, Targets } from './ports.ts';
import { ask, type Places, pose } from './probe.ts';
import type { Values } from './values.ts';

export type CheckOrder = {
  readonly knowledge: Knowledge;
  readonly entry: Entry;
  /** Which of the entry's checks; all of them when left out. */
  readonly only?: readonly string[];
  readonly values: Values;
  readonly places: Places;
  readonly targets: Targets;
  readonly redactor: Redactor;
  readonly clock: () => Date;
  readonly signal: AbortSignal;
};

/** Yields a finding as each check ends. A check that could not be made is a finding too, with the reason in words. */
export async function* runChecks(order: CheckOrder): AsyncGenerator<Finding> {
  let values = order.values;
  for (const check of order.entry.checks) {
    if (order.only !== undefined && !order.only.includes(check.id)) continue;
    const finding = await runCheck(order, check, values);
    if (finding.verdict !== 'not-run') values = { ...values, ...finding.provides };
    yield finding;
  }
}

async function runCheck(order: CheckOrder, check: Check, values: Values): Promise<Finding> {
  const started = order.clock();
  const probe = order.knowledge.probes.get(check.probe);
  if (probe === undefined) throw new Error(`${order.entry.id}: check ${check.id} names the probe ${check.probe}, which is not loaded`);
  const target: Target = { on: probe.on, name: (probe.on === 'node' ? order.places.node : order.places.cluster) ?? '?' };
  const told = (asked: string) => ({
    entry: order.entry.id,
    check: check.id,
    title: check.title,
    target,
    asked,
    at: instant(started),
    duration: Math.max(0, order.clock().getTime() - started.getTime()),
  });
  const posed = pose(probe, check.with, values, order.places);
  if (!posed.ok) return notRun(told(''), posed.problem);
  const answer = await ask(posed.question, order.targets, order.redactor, order.signal);
  const asked = told(order.redactor.redact(posed.question.asked));
  if (!answer.ok) return notRun(asked, answer.problem);
  const { verdict } = judge(order.entry, check, answer.result, values);
  const { says, provides } = judge(order.entry, check, answer.shown, values, verdict);
  return { ...asked, verdict, says: cleanText(says, order.redactor), provides: openOnly(provides, order.redactor), result: answer.shown };
}

function cleanText(text: Text, { redact }: Redactor): Text {
  return { en: redact(text.en), zh: redact(text.zh) };
}

/** A value that is a secret is not handed on. */
function openOnly(values: Values, redactor: Redactor): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !redactor.finds(value)));
}

type Told = { entry: EntryId; check: string; title: Text; target: Target; asked: string; at: Finding['at']; duration: number };

function notRun(told: Told, problem: TargetProblem): Finding {
  return { ...told, verdict: 'not-run', says: problem.text, problem };
}

/** The kinds of target that an entry's checks look at. */
export function placesNeeded(knowledge: Knowledge, entry: Entry): { readonly node: boolean; readonly cluster: boolean } {
  const kinds = entry.checks.map((check) => knowledge.probes.get(check.probe)?.on);
  return { node: kinds.includes('node'), cluster: kinds.includes('cluster') };
}
