import { z } from 'zod';
import type { PersonId, PlanId } from '#knowledge/ids.ts';
import { plans } from '#language/plans.ts';
import { policy as words } from '#language/policy.ts';
import type { Text } from '#language/text.ts';
import { mayReview } from '#remediation/decide.ts';
import { judge, type Reason, situationOf } from '#remediation/policy.ts';
import type { Plan } from '#remediation/states.ts';
import { command } from './command.ts';
import type { Context } from './context.ts';
import { refusal } from './desk/replies.ts';
import type { Reply } from './reply.ts';

export const policy = command({
  name: 'policy',
  usage: 'policy explain --plan PLAN [--as PERSON]',
  summary: { en: 'Say for each rule why somebody may approve a plan, or may not', zh: '逐条说明某人能否批准某计划' },
  args: z.strictObject({ what: z.literal('explain'), plan: z.string().min(1), as: z.string().min(1).optional() }),
  positional: ['what'],
  run: async (context, args): Promise<Reply> => {
    const plan = await context.plans.find(args.plan as PlanId);
    if (plan === undefined) return refusal(plans.unknownPlan);
    const person = args.as === undefined ? context.actor : context.people.identity(personOf(context, args.as));
    await context.approvers.refresh([person]);
    return explanation(context, plan, person);
  },
});

/** `U123` is the Slack user of that id in the workspace of whoever asks; with its face in front a name stands for itself. */
function personOf(context: Context, name: string): PersonId {
  if (name.includes(':')) return name as PersonId;
  const team = context.actor.startsWith('slack:') ? context.actor.slice('slack:'.length).split('/')[0] : '';
  return `slack:${team}/${name}` as PersonId;
}

/** Reads only: what `approve` would answer this person now, and every rule that leads there. */
function explanation(context: Context, plan: Plan, person: PersonId): Reply {
  const verdict = judge(context.policy, situationOf(plan, context.targets.directory, context.clock()), context.approvers);
  const may = answerFor(context, plan, person);
  const forbidden = verdict.kind === 'refused' ? verdict.text : undefined;
  const why = forbidden ?? (may.ok ? undefined : may.text);
  const name = context.people.name(person);
  const summary = why === undefined ? words.mayNow(name) : words.mayNot(name, why);
  const reasons = [...verdict.reasons, ...personReasons(context, plan, person)];
  return {
    summary,
    blocks: [
      { kind: 'heading', text: words.explainTitle(plan.id), tag: { text: plans.states[plan.state], tone: 'neutral' } },
      { kind: 'notice', tone: why === undefined ? 'good' : 'bad', text: summary },
      { kind: 'list', ordered: false, items: reasons.map((reason) => ({ text: lineOf(reason) })) },
    ],
    audience: 'person',
    data: {
      plan: plan.id,
      person,
      may: why === undefined,
      why: why?.en ?? null,
      quorum: verdict.kind === 'allowed' ? { ...verdict.quorum } : null,
      reasons: reasons.map(({ rule, applies, says }) => ({ rule, applies, says: says.en })),
    },
    exit: why === undefined ? 0 : 1,
  };
}

function answerFor(context: Context, plan: Plan, person: PersonId): { readonly ok: true } | { readonly ok: false; readonly text: Text } {
  if (plan.state !== 'awaiting-approval') return { ok: false, text: plans.decidedAlready(plans.states[plan.state]) };
  return mayReview(plan, { by: person, verdict: 'approve', hash: plan.hash }, context.approvers, context.clock());
}

function personReasons(context: Context, plan: Plan, person: PersonId): readonly Reason[] {
  const own = person === plan.requester;
  const member = context.approvers.isApprover(person, plan.quorum.group);
  return [
    { rule: 'requester', applies: own, says: own ? words.isRequester : words.isNotRequester },
    { rule: 'approver', applies: member, says: member ? words.member : plans.notAnApprover(plan.quorum.group) },
  ];
}

function lineOf({ rule, applies, says }: Reason): Text {
  return { en: `${applies ? words.yes.en : words.no.en} · ${rule}: ${says.en}`, zh: `${applies ? words.yes.zh : words.no.zh} · ${rule}：${says.zh}` };
}
