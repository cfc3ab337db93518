/** The part of the configuration that says who must say yes to a change, and when none may be made. */
import { z } from 'zod';

const name = z.string().min(1).max(253);
const some = <T extends z.ZodType>(element: T) => z.array(element).min(1, 'must name at least one, or be left out');
const risk = z.enum(['low', 'medium', 'high', 'destructive']);
const approvals = z.int('must be a whole number').min(1, 'must be at least 1').max(10, 'must be at most 10');
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of the clock, such as 22:00');
const moment = z.iso.datetime({ offset: true, error: 'must be a moment with its zone, such as 2026-12-20T00:00:00Z' });

const ScopeSchema = z.strictObject({
  risk: some(risk).optional(),
  cluster: some(name).optional(),
  namespace: some(name).optional(),
  role: some(z.enum(['worker', 'control-plane'])).optional(),
  requester: some(name).optional(),
});
const when = ScopeSchema.prefault({});

const RuleSchema = z
  .strictObject({
    name,
    when,
    approvals: approvals.optional(),
    group: name.optional(),
    stepUp: z.boolean().optional(),
    forbid: z.boolean().optional(),
  })
  .refine((rule) => [rule.approvals, rule.group, rule.stepUp, rule.forbid].some((demand) => demand !== undefined), {
    error: 'demands nothing: give it approvals, group, stepUp or forbid',
  });

const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    // The runtime knows no such zone.
    return false;
  }
};

const QuietHoursSchema = z.strictObject({
  name,
  when,
  days: some(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])).default(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']),
  from: time,
  to: time,
  timezone: z.string().refine(isZone, 'must be a time zone by its IANA name, such as Europe/Berlin').default('UTC'),
});

const FreezeSchema = z
  .strictObject({ name, when, from: moment, until: moment })
  .refine((freeze) => Date.parse(freeze.until) > Date.parse(freeze.from), { path: ['until'], error: 'must be later than from' });

const count = z.int('must be a whole number').min(1, 'must be at least 1').optional();
const TierSchema = z
  .strictObject({ pods: count, nodes: count, namespaces: count, approvals })
  .refine((tier) => [tier.pods, tier.nodes, tier.namespaces].some((most) => most !== undefined), {
    error: 'counts nothing: give it pods, nodes or namespaces',
  });

const rate = (changes: number) =>
  z.strictObject({ changes: z.int().min(1).default(changes), minutes: z.number().positive().max(1440).default(60) }).prefault({});

export const PolicySchema = z
  .strictObject({
    /** How long an approval may be waited for, and how long it holds once given. */
    approvalMinutes: z.number().positive().max(1440).default(15),
    rules: z.array(RuleSchema).default([]),
    quietHours: z.array(QuietHoursSchema).default([]),
    freezes: z.array(FreezeSchema).default([]),
    blastRadius: z.array(TierSchema).default([
      { pods: 50, approvals: 2 },
      { nodes: 2, approvals: 2 },
      { namespaces: 2, approvals: 2 },
    ]),
    stepUpFrom: z.enum([...risk.options, 'never']).default('high'),
    /** `channels`: Slack channels that are told beside the one where it was asked for. */
    emergency: z.strictObject({ approvals: approvals.default(1), group: name.optional(), channels: z.array(name).default([]) }).optional(),
    limits: z.strictObject({ perPerson: rate(120), perChannel: rate(240), perCluster: z.int().min(1).default(5) }).prefault({}),
  })
  .prefault({});

/** A Slack user group's id, where a group of approvers may stand. */
export const slackGroup = /^S[A-Z0-9]{4,}$/;

/** Names in the policy that lead nowhere, each with its path: a rule that can never fit protects nobody. */
export function danglingNames(
  policy: z.output<typeof PolicySchema>,
  known: { readonly groups: ReadonlySet<string>; readonly clusters: ReadonlySet<string> },
): readonly { readonly path: readonly (string | number)[]; readonly message: string }[] {
  const group = (path: readonly (string | number)[], wanted: string | undefined) =>
    wanted === undefined || known.groups.has(wanted) || slackGroup.test(wanted)
      ? []
      : [{ path: ['policy', ...path], message: `there is no group ${wanted} under approvers:, and it is not the id of a Slack user group (S…)` }];
  const scopes = (['rules', 'quietHours', 'freezes'] as const).flatMap((part) =>
    policy[part].flatMap((one, index) => [
      ...(one.when.requester ?? []).flatMap((wanted, at) => group([part, index, 'when', 'requester', at], wanted)),
      ...(one.when.cluster ?? []).flatMap((wanted, at) =>
        known.clusters.has(wanted)
          ? []
          : [{ path: ['policy', part, index, 'when', 'cluster', at], message: `there is no cluster ${wanted} under clusters: or nodes:` }],
      ),
    ]),
  );
  return [
    ...scopes,
    ...policy.rules.flatMap((rule, index) => group(['rules', index, 'group'], rule.group)),
    ...group(['emergency', 'group'], policy.emergency?.group),
  ];
}
