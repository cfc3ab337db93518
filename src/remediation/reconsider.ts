/** The approval of a plan, judged once more at the moment of its execution. */
import { plans } from '#language/plans.ts';
import { policy as words } from '#language/policy.ts';
import type { Text } from '#language/text.ts';
import { missingFor } from './decide.ts';
import { hashOf, type Quorum } from './plan.ts';
import { judge, situationOf } from './policy.ts';
import type { Plan } from './states.ts';
import type { Workshop } from './workshop.ts';

/**
 * What no longer holds, in words: the stored content does not belong to its fingerprint, the policy as it is now forbids the change, or
 * the approvals do not satisfy both the quorum that was frozen into the plan and the one that the policy asks for now.
 */
export function reconsider(workshop: Pick<Workshop, 'approvers' | 'policy' | 'targets' | 'clock'>, plan: Plan<'running'>): Text | undefined {
  if (hashOf(plan) !== plan.hash) return words.altered;
  const now = judge(workshop.policy, situationOf(plan, workshop.targets.directory, workshop.clock()), workshop.approvers);
  if (now.kind === 'refused') return now.text;
  const lacking = [plan.quorum, now.quorum].find((quorum) => !isSatisfied(workshop, plan, quorum));
  return lacking === undefined ? undefined : words.changed(plans.quorum(lacking));
}

function isSatisfied(workshop: Pick<Workshop, 'approvers'>, plan: Plan<'running'>, quorum: Quorum): boolean {
  const counted = plan.reviews.filter(
    ({ by, hash }) => hash === plan.hash && ((quorum.requesterCounts && by === plan.requester) || workshop.approvers.isApprover(by, quorum.group)),
  );
  return missingFor({ quorum, requester: plan.requester }, counted) <= 0;
}
