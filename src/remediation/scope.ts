/** What a rule of the policy is about, and whether a change is. */
import type { PersonId } from '#knowledge/ids.ts';
import type { Risk } from '#knowledge/schema.ts';
import { policy as words } from '#language/policy.ts';
import type { Text } from '#language/text.ts';
import type { BlastRadius } from './blast.ts';

/** Each field that is there must fit; one that is left out fits everything. */
export type Scope = {
  readonly risk?: readonly Risk[] | undefined;
  readonly cluster?: readonly string[] | undefined;
  readonly namespace?: readonly string[] | undefined;
  readonly role?: readonly Role[] | undefined;
  /** Groups of approvers:, or Slack user groups, one of which the requester belongs to. */
  readonly requester?: readonly string[] | undefined;
};

export type Role = 'worker' | 'control-plane';

export type Membership = { isApprover(person: PersonId, group?: string): boolean };

/** A change as the policy sees it. */
export type Situation = {
  readonly risk: Risk;
  readonly clusters: readonly string[];
  readonly namespaces: readonly string[];
  readonly roles: readonly Role[];
  readonly blast: BlastRadius;
  readonly requester: PersonId;
  /** The group that approves high risk on the target. */
  readonly approverGroup?: string | undefined;
  readonly simulated: boolean;
  /** Declared by the requester, with a reason. */
  readonly emergency: boolean;
  readonly at: Date;
};

export type Fit = { readonly fits: true } | { readonly fits: false; readonly because: Text };

/** Whether the change is one that the rule is about, and if not, the first field that says so. */
export function fit(scope: Scope, situation: Situation, membership: Membership): Fit {
  const fields = [
    { field: 'risk', wanted: scope.risk, actual: [situation.risk] },
    { field: 'cluster', wanted: scope.cluster, actual: situation.clusters },
    { field: 'namespace', wanted: scope.namespace, actual: situation.namespaces },
    { field: 'role', wanted: scope.role, actual: situation.roles },
  ] as const;
  for (const { field, wanted, actual } of fields) {
    const some: readonly string[] = wanted ?? actual;
    if (wanted !== undefined && !actual.some((one) => some.includes(one))) return { fits: false, because: words.doesNotFit(field, actual, wanted) };
  }
  if (scope.requester !== undefined && !scope.requester.some((group) => membership.isApprover(situation.requester, group)))
    return { fits: false, because: words.requesterNotIn(scope.requester) };
  return { fits: true };
}
