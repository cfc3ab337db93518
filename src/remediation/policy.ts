/**
 * The policy: who must say yes to a change, and whether it may be made now. A pure function from the configured rules and the change to
 * a verdict that carries its reasons, one for every rule, fitting or not. Asked when a plan is made and again at its execution.
 */
import type { TargetDirectory } from '#checks/ports.ts';
import { type Risk, risks } from '#knowledge/schema.ts';
import { policy as words } from '#language/policy.ts';
import type { Text } from '#language/text.ts';
import { type BlastRadius, blastOf, namespacesOf } from './blast.ts';
import type { PlanContent, Reach, Quorum } from './plan.ts';
import { quorumFor } from './risk.ts';
import { fit, type Membership, type Role, type Scope, type Situation } from './scope.ts';
import { type Freeze, isFrozen, isQuiet, type QuietHours } from './windows.ts';

export type Rule = {
  readonly name: string;
  readonly when: Scope;
  /** At least so many approvers, none of them the requester. */
  readonly approvals?: number | undefined;
  /** Only of this group: one of approvers:, or a Slack user group. */
  readonly group?: string | undefined;
  readonly stepUp?: boolean | undefined;
  /** Never, not even in an emergency. */
  readonly forbid?: boolean | undefined;
};

/** From so many pods, nodes or namespaces on, so many approvers. */
export type Tier = {
  readonly pods?: number | undefined;
  readonly nodes?: number | undefined;
  readonly namespaces?: number | undefined;
  readonly approvals: number;
};

export type Rate = { readonly changes: number; readonly minutes: number };

export type Policy = {
  readonly rules: readonly Rule[];
  readonly quietHours: readonly QuietHours[];
  readonly freezes: readonly Freeze[];
  readonly blastRadius: readonly Tier[];
  /** The risk from which an approval needs a one-time code, or one more person. */
  readonly stepUpFrom: Risk | 'never';
  /** Lifts quiet hours and freezes; not there, there is no emergency path. */
  readonly emergency?: { readonly approvals: number; readonly group?: string | undefined; readonly channels: readonly string[] } | undefined;
  readonly limits: { readonly perPerson: Rate; readonly perChannel: Rate; readonly perCluster: number };
};

/** What one rule says of this change. */
export type Reason = { readonly rule: string; readonly applies: boolean; readonly says: Text };

export type Verdict =
  | { readonly kind: 'allowed'; readonly quorum: Quorum; readonly reasons: readonly Reason[] }
  /** `emergency`: whether declaring one would lift what stands in the way. */
  | { readonly kind: 'refused'; readonly text: Text; readonly emergency: boolean; readonly reasons: readonly Reason[] };

/** What a rule demands where it fits. */
type Demand = Reason & { readonly approvals?: number | undefined; readonly group?: string | undefined; readonly stepUp?: boolean | undefined };
type Bar = Reason & { readonly liftedByEmergency: boolean };

/** Judges a change. The strictest number of approvals holds; of groups, the one that the last fitting rule names. */
export function judge(policy: Policy, situation: Situation, membership: Membership): Verdict {
  const base = quorumFor(situation.risk, situation.approverGroup);
  const demands = [
    riskDemand(situation, base),
    ...ruleDemands(policy, situation, membership),
    ...tierDemands(policy, situation),
    stepUpDemand(policy, situation),
  ];
  const bars = [...ruleBars(policy, situation, membership), ...windowBars(policy, situation, membership), ...emergencyBar(policy, situation)];
  const reasons = [...demands, ...bars].map(({ rule, applies, says }): Reason => ({ rule, applies, says }));
  const standing = bars.filter((bar) => bar.applies && !(situation.emergency && bar.liftedByEmergency));
  const [first] = standing;
  if (first !== undefined) {
    const emergency = policy.emergency !== undefined && !situation.emergency && standing.every((bar) => bar.liftedByEmergency);
    return { kind: 'refused', text: first.says, emergency, reasons };
  }
  return {
    kind: 'allowed',
    quorum: quorumOf(
      policy,
      situation,
      base,
      demands.filter((demand) => demand.applies),
    ),
    reasons,
  };
}

function quorumOf(policy: Policy, situation: Situation, base: Quorum, demands: readonly Demand[]): Quorum {
  const urgent = situation.emergency ? policy.emergency : undefined;
  const needed = urgent?.approvals ?? Math.max(base.needed, ...demands.map((demand) => demand.approvals ?? 1));
  const group = urgent?.group ?? demands.findLast((demand) => demand.group !== undefined)?.group ?? base.group;
  const stepUp = demands.some((demand) => demand.stepUp === true);
  const asksMore = urgent !== undefined || demands.some((demand) => demand.approvals !== undefined || demand.group !== undefined || demand.stepUp === true);
  return {
    needed,
    requesterCounts: base.requesterCounts && !asksMore,
    ...(group === undefined ? {} : { group }),
    ...(stepUp ? { stepUp: true as const } : {}),
  };
}

function riskDemand(situation: Situation, base: Quorum): Demand {
  return { rule: 'risk', applies: true, says: words.byRisk(situation.risk, base) };
}

function ruleDemands(policy: Policy, situation: Situation, membership: Membership): readonly Demand[] {
  return policy.rules
    .filter((rule) => rule.forbid !== true)
    .map((rule) => {
      const found = fit(rule.when, situation, membership);
      if (!found.fits) return { rule: rule.name, applies: false, says: found.because };
      return { rule: rule.name, applies: true, says: words.demands(rule), approvals: rule.approvals, group: rule.group, stepUp: rule.stepUp };
    });
}

function tierDemands(policy: Policy, { blast }: Situation): readonly Demand[] {
  return policy.blastRadius.map((tier) => {
    const reached = (['pods', 'nodes', 'namespaces'] as const satisfies readonly (keyof BlastRadius)[]).find((what) => blast[what] >= (tier[what] ?? Infinity));
    const rule = `blastRadius ${words.tierName(tier)}`;
    if (reached === undefined) return { rule, applies: false, says: words.below(blast) };
    return { rule, applies: true, says: words.reached(blast[reached], reached, tier.approvals), approvals: tier.approvals };
  });
}

function stepUpDemand(policy: Policy, { risk, simulated }: Situation): Demand {
  const from = policy.stepUpFrom;
  if (from === 'never') return { rule: 'stepUp', applies: false, says: words.stepUpNever };
  if (simulated) return { rule: 'stepUp', applies: false, says: words.stepUpSimulated };
  if (risks.indexOf(risk) < risks.indexOf(from)) return { rule: 'stepUp', applies: false, says: words.stepUpBelow(risk, from) };
  return { rule: 'stepUp', applies: true, says: words.stepUp, stepUp: true };
}

function ruleBars(policy: Policy, situation: Situation, membership: Membership): readonly Bar[] {
  return policy.rules
    .filter((rule) => rule.forbid === true)
    .map((rule) => {
      const found = fit(rule.when, situation, membership);
      return { rule: rule.name, applies: found.fits, says: found.fits ? words.forbidden(rule.name) : found.because, liftedByEmergency: false };
    });
}

function windowBars(policy: Policy, situation: Situation, membership: Membership): readonly Bar[] {
  const bar = (name: string, when: Scope, isNow: boolean, says: Text): Bar => {
    const found = fit(when, situation, membership);
    if (!found.fits) return { rule: name, applies: false, says: found.because, liftedByEmergency: true };
    return { rule: name, applies: isNow, says: isNow ? says : words.notNow, liftedByEmergency: true };
  };
  return [
    ...policy.quietHours.map((hours) => bar(hours.name, hours.when, isQuiet(hours, situation.at), words.quiet(hours))),
    ...policy.freezes.map((freeze) => bar(freeze.name, freeze.when, isFrozen(freeze, situation.at), words.frozen(freeze.name, freeze.until))),
  ];
}

function emergencyBar(policy: Policy, situation: Situation): readonly Bar[] {
  if (!situation.emergency) return [];
  const allowed = policy.emergency !== undefined;
  return [{ rule: 'emergency', applies: !allowed, says: allowed ? words.emergencyOn : words.noEmergencyPath, liftedByEmergency: false }];
}

/** A plan's content as the policy sees it at this moment. */
export function situationOf(plan: Omit<PlanContent, 'quorum'>, directory: TargetDirectory, at: Date): Situation {
  const places = [
    plan.target,
    ...(plan.targets.node === undefined ? [] : [{ on: 'node', name: plan.targets.node } as const]),
    ...(plan.targets.cluster === undefined ? [] : [{ on: 'cluster', name: plan.targets.cluster } as const]),
  ];
  const infos = places.flatMap((place) => directory.find(place) ?? []);
  const clusters = infos.flatMap((info) => (info.on === 'cluster' ? info.name : (info.cluster ?? [])));
  return {
    risk: plan.risk,
    clusters: [...new Set([...clusters, ...(plan.targets.cluster === undefined ? [] : [plan.targets.cluster])])],
    namespaces: namespacesOf(plan.steps),
    roles: [...new Set(infos.flatMap((info): readonly Role[] => (info.role === undefined ? [] : [info.role])))],
    blast: counted(blastOf(plan.steps), plan.reach),
    requester: plan.requester,
    approverGroup: directory.find(plan.target)?.approverGroup,
    simulated: plan.simulated,
    emergency: plan.emergency !== undefined,
    at,
  };
}

/** What the steps name, and what was found behind that when the plan was made: a node's pods, a deployment's. */
function counted(named: BlastRadius, reach: Reach): BlastRadius {
  const pods = reach.pods.kind === 'counted' ? reach.pods.count : 0;
  return {
    pods: Math.max(named.pods, pods),
    nodes: Math.max(named.nodes, reach.nodes.length),
    namespaces: Math.max(named.namespaces, reach.namespaces.length),
  };
}
