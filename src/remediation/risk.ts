/**
 * Risk decides who must say yes. The answer is frozen into the plan when it is made.
 */
import type { Risk } from '#knowledge/schema.ts';
import type { Quorum } from './plan.ts';

/**
 * low: the requester themselves; medium: one approver who is not the requester; high: one approver of the target's
 * group, not the requester; destructive: two of them. The policy may demand more, never less.
 */
export function quorumFor(risk: Risk, approverGroup: string | undefined): Quorum {
  const group = approverGroup === undefined ? {} : { group: approverGroup };
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
