/** The checks of a plan: asked just before its first step, and again after its last one. */
import type { Finding } from '#checks/finding.ts';
import { runChecks } from '#checks/run.ts';
import { instant } from '#knowledge/ids.ts';
import { plans as words } from '#language/plans.ts';
import type { PlanBase } from './plan.ts';
import type { Workshop } from './workshop.ts';

/**
 * Asks the checks that verify the plan. Every one of them has a finding: one that is no longer in the knowledge base could not be
 * asked, and says so.
 */
export async function planFindings(
  workshop: Pick<Workshop, 'knowledge' | 'targets' | 'clock'>,
  plan: PlanBase,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const knowledge = workshop.knowledge();
  const entry = knowledge.entries.get(plan.entry);
  const only = plan.verify.map((question) => question.id);
  const found: Finding[] = [];
  if (entry !== undefined) {
    const { values, targets: places } = plan;
    for await (const finding of runChecks({ knowledge, entry, only, values, places, targets: workshop.targets, clock: workshop.clock, signal }))
      found.push(finding);
  }
  return plan.verify.map((question) => found.find((finding) => finding.check === question.id) ?? notLoaded(workshop, plan, question));
}

function notLoaded(workshop: Pick<Workshop, 'clock'>, plan: PlanBase, question: PlanBase['verify'][number]): Finding {
  const text = words.checkGone(question.id);
  const asked = { entry: plan.entry, check: question.id, title: question.title, target: question.target, asked: '', duration: 0 };
  return { ...asked, at: instant(workshop.clock()), says: text, verdict: 'not-run', problem: { kind: 'invalid', text } };
}
