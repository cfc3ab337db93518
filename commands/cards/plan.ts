/** A plan as people see it: what will be done where, under which conditions, who decides, and how it went. */
import { targetKey } from '#checks/ports.ts';
import { answers } from '#language/answers.ts';
import { plans as words } from '#language/plans.ts';
import { policy } from '#language/policy.ts';
import { same, type Text } from '#language/text.ts';
import { commandLine } from '#knowledge/command-line.ts';
import { canGoOn } from '#remediation/follow.ts';
import type { PlanStep } from '#remediation/plan.ts';
import type { Review, StepRecord } from '#remediation/records.ts';
import type { Plan, PlanState } from '#remediation/states.ts';
import type { Context } from '../context.ts';
import { findingBlock } from './finding.ts';
import type { Action, Block, Tone } from '../reply.ts';

const tones: Readonly<Record<PlanState, Tone>> = {
  drafted: 'neutral',
  'awaiting-approval': 'warning',
  approved: 'warning',
  running: 'warning',
  verifying: 'warning',
  fixed: 'good',
  'not-fixed': 'bad',
  failed: 'bad',
  refused: 'bad',
  cancelled: 'neutral',
  unknown: 'bad',
  continued: 'neutral',
  rejected: 'neutral',
  expired: 'neutral',
  withdrawn: 'neutral',
  superseded: 'neutral',
};

/** @param holder the plan that occupies the target, where this one waits for it. */
export function planBlocks(context: Context, plan: Plan, holder?: Plan): readonly Block[] {
  const over = plan.state === 'withdrawn' || plan.state === 'expired' || plan.state === 'superseded' || plan.state === 'rejected';
  return [
    {
      kind: 'heading',
      text: { en: `${answers.plan.en}: ${plan.title.en}`, zh: `${answers.plan.zh}：${plan.title.zh}` },
      tag: { text: stateOf(plan), tone: tones[plan.state] },
    },
    ...(holder === undefined
      ? []
      : [{ kind: 'notice', tone: 'warning', text: words.occupied(targetKey(plan.target), holder.id, words.states[holder.state]) } as const]),
    ...(plan.emergency === undefined
      ? []
      : [{ kind: 'notice', tone: 'bad', text: policy.emergencyNotice(context.people.name(plan.requester), plan.emergency.reason) } as const]),
    ...outcomeBlocks(context, plan),
    ...(over ? [] : [factsOf(context, plan), ...stepBlocks(plan)]),
    ...(plan.state === 'awaiting-approval' ? conditionBlocks(plan) : []),
    ...actionsOf(plan),
  ];
}

/** The state in words: a plan that takes another back fixes nothing. */
function stateOf(plan: Plan): Text {
  if (plan.origin.kind === 'undo' && plan.state === 'fixed') return words.undone;
  if (plan.origin.kind === 'undo' && plan.state === 'not-fixed') return words.notUndone;
  return words.states[plan.state];
}

function factsOf(context: Context, plan: Plan): Block {
  const reviews = 'reviews' in plan ? plan.reviews.filter((review) => review.verdict === 'approve') : [];
  return {
    kind: 'facts',
    facts: [
      { label: answers.target, value: targetKey(plan.target) },
      { label: answers.risk, value: words.risks[plan.risk] },
      { label: answers.effect, value: plan.effect },
      { label: answers.reach, value: answers.reachOf(plan.reach) },
      ...(plan.reach.budgets.length === 0 ? [] : [{ label: answers.budgets, value: plan.reach.budgets.map((one) => answers.budget(one)).join(', ') }]),
      { label: answers.requester, value: context.people.name(plan.requester) },
      reviews.length > 0 ? { label: answers.approvedBy, value: namesOf(context, reviews) } : { label: answers.approvers, value: words.quorum(plan.quorum) },
      ...(plan.state === 'awaiting-approval' ? [{ label: answers.expires, value: plan.expiresAt.slice(0, 16).replace('T', ' ').concat(' UTC') }] : []),
      { label: answers.fingerprint, value: plan.hash.slice(0, 12) },
    ],
  };
}

function namesOf(context: Context, reviews: readonly Review[]): string {
  return reviews.map((review) => context.people.name(review.by)).join(', ');
}

function stepBlocks(plan: Plan): readonly Block[] {
  const journal: readonly StepRecord[] = 'journal' in plan ? plan.journal : [];
  return plan.steps.map((step, index) => {
    const record = journal.filter((one) => one.state !== 'intended').find((one) => one.step === index);
    const outcome = record === undefined ? {} : { outcome: outcomeOf(plan, record) };
    return {
      kind: 'step',
      number: index + 1,
      ...(step.title === undefined ? {} : { title: step.title }),
      where: step.on === 'node' ? step.node : step.cluster,
      ...codeOf(step),
      ...outcome,
    };
  });
}

function outcomeOf(plan: Plan, record: Exclude<StepRecord, { state: 'intended' }>): { readonly ok: boolean | 'running' | 'unknown'; readonly output: string } {
  if (record.state === 'ended') return { ok: record.ok, output: record.output };
  return { ok: plan.state === 'running' ? 'running' : 'unknown', output: '' };
}

/** The step as it will run: the line on the node; the request and the dry run's diff for the API. */
export function codeOf(step: PlanStep): { readonly code: string; readonly language: 'shell' | 'diff' } {
  if (step.on === 'node') return { code: commandLine(step), language: 'shell' };
  const request = `${step.request.method} ${step.request.path}\n${step.request.body}`;
  return { code: step.diff === '' ? request : `${request}\n\n${step.diff}`, language: 'diff' };
}

function conditionBlocks(plan: Plan): readonly Block[] {
  const guards =
    plan.guards.length === 0
      ? []
      : [{ kind: 'list', title: answers.guards, ordered: false, items: plan.guards.map((guard) => ({ text: guard.title })) } as const];
  const undo: Text = plan.undo.kind === 'none' ? plan.undo.because : same(plan.undo.steps.map((step) => codeOf(step).code).join('\n'));
  return [
    ...guards,
    {
      kind: 'facts',
      facts: [
        {
          label: answers.verification,
          value: { en: plan.verify.map((question) => question.title.en).join('; '), zh: plan.verify.map((question) => question.title.zh).join('；') },
        },
        { label: answers.undo, value: undo },
      ],
    },
  ];
}

function outcomeBlocks(context: Context, plan: Plan): readonly Block[] {
  switch (plan.state) {
    case 'fixed':
      return [{ kind: 'notice', tone: 'good', text: plan.origin.kind === 'undo' ? answers.undone : answers.verifiedFixed }, ...proofBlocks(plan)];
    case 'not-fixed':
      return [{ kind: 'notice', tone: 'bad', text: whyNot(plan) }, ...proofBlocks(plan), ...plan.findings.map((finding) => findingBlock(finding))];
    case 'failed':
    case 'refused':
    case 'unknown':
    case 'continued':
      return [{ kind: 'notice', tone: 'bad', text: plan.problem }];
    case 'cancelled':
      return [{ kind: 'notice', tone: 'neutral', text: answers.cancelledBy(context.people.name(plan.by), plan.journal.length, plan.steps.length) }];
    case 'rejected':
      return [{ kind: 'notice', tone: 'neutral', text: answers.rejectedBecause(context.people.name(plan.by), plan.reason) }];
    case 'awaiting-approval':
      return [{ kind: 'text', text: answers.planReady }];
    case 'running':
      return plan.cancel === undefined ? [] : [{ kind: 'notice', tone: 'warning', text: answers.stopAsked(context.people.name(plan.cancel.by)) }];
    case 'drafted':
    case 'approved':
    case 'verifying':
    case 'expired':
    case 'withdrawn':
    case 'superseded':
      return [];
  }
}

/** The proof: what each check said just before the first step, and what it says now. */
function proofBlocks(plan: Plan<'fixed' | 'not-fixed'>): readonly Block[] {
  const facts = plan.findings.map((after) => {
    const before = plan.before.find((finding) => finding.check === after.check);
    return { label: after.title, value: answers.beforeAfter(before?.says ?? answers.notAsked, after.says) };
  });
  return [
    { kind: 'heading', text: answers.proof },
    { kind: 'facts', facts },
  ];
}

function whyNot(plan: Plan<'not-fixed'>): Text {
  if (plan.origin.kind === 'undo') return answers.notUndone;
  return plan.findings.every((finding) => finding.verdict === 'refuted') ? answers.notSeenBefore : answers.verifiedNot;
}

function actionsOf(plan: Plan): readonly Block[] {
  const value = { about: 'plan', plan: plan.id, hash: plan.hash } as const;
  const actions: Action[] = [];
  if (plan.state === 'awaiting-approval') {
    actions.push(
      { id: 'plan:approve', value, label: answers.approve, style: 'primary' },
      { id: 'plan:reject', value, label: answers.reject, style: 'danger' },
      { id: 'plan:withdraw', value, label: answers.withdraw, style: 'plain' },
    );
  }
  if (plan.state === 'approved' || (plan.state === 'running' && plan.cancel === undefined))
    actions.push({ id: 'plan:cancel', value, label: answers.cancel, style: 'danger' });
  if (plan.state === 'unknown') actions.push({ id: 'plan:inspect', value, label: answers.inspect, style: 'primary' });
  if (canGoOn(plan)) actions.push({ id: 'plan:continue', value, label: answers.continuePlan, style: 'plain' });
  if ((plan.state === 'fixed' || plan.state === 'not-fixed') && plan.undo.kind === 'steps' && plan.origin.kind !== 'undo')
    actions.push({ id: 'plan:undo', value, label: answers.undoPlan, style: 'plain' });
  return actions.length === 0 ? [] : [{ kind: 'actions', actions }];
}
