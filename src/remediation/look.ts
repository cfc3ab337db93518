/** The checks that a plan rests on: asked when it is made, just before its first step, and after its last one. */
import type { Finding } from '#checks/finding.ts';
import type { Places } from '#checks/probe.ts';
import { runChecks } from '#checks/run.ts';
import type { Values } from '#checks/values.ts';
import { instant } from '#knowledge/ids.ts';
import type { Entry } from '#knowledge/schema.ts';
import { plans as words } from '#language/plans.ts';
import type { PlanBase } from './plan.ts';
import type { Workshop } from './workshop.ts';

type At = Pick<Workshop, 'knowledge' | 'targets' | 'redactor' | 'clock'>;

/** Asks these checks of an entry, in the entry's order. */
export async function askChecks(
  workshop: At,
  entry: Entry,
  only: readonly string[],
  values: Values,
  places: Places,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { targets, redactor, clock } = workshop;
  const found: Finding[] = [];
  for await (const finding of runChecks({ knowledge: workshop.knowledge(), entry, only, values, places, targets, redactor, clock, signal }))
    found.push(finding);
  return found;
}

/** Asks the plan's checks, those that it rests on and those that verify it. One that is no longer loaded could not be asked, and says so. */
export async function planFindings(workshop: At, plan: PlanBase, signal: AbortSignal): Promise<readonly Finding[]> {
  const entry = workshop.knowledge().entries.get(plan.entry);
  const only = [...new Set([...plan.reality.evidence.facts.map((fact) => fact.check), ...plan.verify.map((question) => question.id)])];
  const found = entry === undefined ? [] : await askChecks(workshop, entry, only, plan.values, plan.targets, signal);
  const missing = plan.verify.filter((question) => !found.some((finding) => finding.check === question.id));
  return [...found, ...missing.map((question) => notLoaded(workshop, plan, question))];
}

function notLoaded(workshop: Pick<Workshop, 'clock'>, plan: PlanBase, question: PlanBase['verify'][number]): Finding {
  const text = words.checkGone(question.id);
  const asked = { entry: plan.entry, check: question.id, title: question.title, target: question.target, asked: '', duration: 0 };
  return { ...asked, at: instant(workshop.clock()), says: text, verdict: 'not-run', problem: { kind: 'invalid', text } };
}
