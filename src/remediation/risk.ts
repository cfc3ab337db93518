/**
 * Risk decides who must say yes. The answer is frozen into the plan when it is made.
 */
import type { TargetInfo } from '#checks/ports.ts';
import type { Risk } from '#knowledge/schema.ts';
import type { Quorum } from './plan.ts';

/**
 * low: the requester themselves; medium: one approver who is not the requester; high: one approver of the target's
 * group, not the requester; destructive: two of them.
 */
export function quorumFor(risk: Risk, target: TargetInfo | undefined): Quorum {
  const group = target?.approverGroup === undefined ? {} : { group: target.approverGroup };
  switch (risk) {
    case 'low':
      return { needed: 1, requesterCounts: true };
    case 'medium':
      return { needed: 1, requesterCounts: false };
    case 'high':
      return { needed: 1, requesterCounts: false, ...group };
    case 'destructive':
      return { needed: 2, requesterCounts: false, ...group };
  }
}
