/**
 * From reviews to a decision: a pure fold over what people said, against the quorum frozen into the plan.
 */
import type { Instant, PersonId } from '#knowledge/ids.ts';
import type { Text } from '#language/text.ts';
import { plans as words } from '#language/plans.ts';
import type { PlanBase } from './plan.ts';
import type { Review } from './records.ts';

export type Decision =
  | { readonly kind: 'waiting'; readonly missing: number }
  | { readonly kind: 'approved'; readonly reviews: readonly [Review, ...Review[]] }
  | { readonly kind: 'rejected'; readonly by: PersonId; readonly reason: string; readonly reviews: readonly [Review, ...Review[]] };

/** Who may approve, as far as this room needs to know. */
export type Approvers = { isApprover(person: PersonId, group?: string): boolean };

/**
 * Counts the reviews that are bound to this plan's hash, one a person. The first rejection ends it; an approval
 * by the requester counts only where the quorum says so.
 */
export function decide(plan: Pick<PlanBase, 'hash' | 'quorum' | 'requester'>, reviews: readonly Review[]): Decision {
  const [first, ...rest] = reviews.filter((review) => review.hash === plan.hash);
  if (first === undefined) return { kind: 'waiting', missing: plan.quorum.needed };
  const bound: readonly [Review, ...Review[]] = [first, ...rest];
  const rejection = bound.find((review) => review.verdict === 'reject');
  if (rejection !== undefined) return { kind: 'rejected', by: rejection.by, reason: rejection.reason, reviews: bound };
  const missing = missingFor(plan, bound);
  return missing <= 0 ? { kind: 'approved', reviews: bound } : { kind: 'waiting', missing };
}

/**
 * How many approvals are still missing; none where the number is not above zero. Where the quorum asks for more than a click, either
 * everybody needed has given a one-time code, or one person more than needed has approved.
 */
export function missingFor(plan: Pick<PlanBase, 'quorum' | 'requester'>, reviews: readonly Review[]): number {
  const { needed, requesterCounts, stepUp } = plan.quorum;
  const counted = reviews.filter((review) => review.verdict === 'approve' && (requesterCounts || review.by !== plan.requester));
  const people = new Set(counted.map((review) => review.by));
  if (stepUp === undefined) return needed - people.size;
  const confirmed = new Set(counted.filter((review) => review.confirmedBy !== undefined).map((review) => review.by));
  return Math.min(needed - confirmed.size, needed + 1 - people.size);
}

export type ReviewCheck =
  | { readonly ok: true }
  | { readonly ok: false; readonly why: 'own-plan' | 'not-an-approver' | 'stale' | 'twice' | 'expired'; readonly text: Text };

/**
 * Whether this person may give this review now. Who asks is who clicked: having the button proves nothing.
 * @param hash the hash of the plan that the person saw.
 */
export function mayReview(
  plan: Pick<PlanBase, 'hash' | 'quorum' | 'requester'> & { readonly reviews: readonly Review[]; readonly expiresAt: Instant },
  review: { readonly by: PersonId; readonly verdict: Review['verdict']; readonly hash: string },
  approvers: Approvers,
  now: Date,
): ReviewCheck {
  if (now.getTime() >= Date.parse(plan.expiresAt)) return { ok: false, why: 'expired', text: words.expired };
  if (review.hash !== plan.hash) return { ok: false, why: 'stale', text: words.stale };
  if (plan.reviews.some((earlier) => earlier.by === review.by && earlier.hash === plan.hash)) return { ok: false, why: 'twice', text: words.alreadyReviewed };
  const own = review.by === plan.requester;
  if (own && plan.quorum.requesterCounts) return { ok: true };
  if (own && review.verdict === 'approve') return { ok: false, why: 'own-plan', text: words.ownPlan };
  if (!own && !approvers.isApprover(review.by, plan.quorum.group)) return { ok: false, why: 'not-an-approver', text: words.notAnApprover(plan.quorum.group) };
  return { ok: true };
}
