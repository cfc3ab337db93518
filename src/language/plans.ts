/** Sentences about plans, approvals and what became of them. */
import type { Text } from './text.ts';

const quoted = (words: string): string => `"${words}"`;

export const plans = {
  expired: { en: 'This plan has expired: nothing was run. Ask for a new one.', zh: '该计划已过期，未执行任何操作。请重新生成。' },
  stale: { en: 'That button belongs to another version of the plan. Look at the plan as it is now.', zh: '该按钮属于旧版本的计划，请查看当前计划。' },
  alreadyReviewed: { en: 'You have already reviewed this plan.', zh: '你已经审批过该计划。' },
  ownPlan: { en: 'You asked for this change, so somebody else must approve it.', zh: '这是你发起的变更，需要他人批准。' },
  notAnApprover: (group: string | undefined): Text =>
    group === undefined
      ? { en: 'You are not among the approvers in k8sdoc.yaml.', zh: '你不在 k8sdoc.yaml 的审批人之列。' }
      : { en: `You are not in the approver group ${quoted(group)}.`, zh: `你不在审批组“${group}”中。` },
  noApprovers: (group: string | undefined): Text =>
    group === undefined
      ? { en: 'Nobody can approve this: add approvers: to k8sdoc.yaml.', zh: '没有可用的审批人：请在 k8sdoc.yaml 中添加 approvers:。' }
      : {
          en: `Nobody can approve this: the group ${quoted(group)} under approvers: in k8sdoc.yaml is empty.`,
          zh: `没有可用的审批人：k8sdoc.yaml 中 approvers: 的“${group}”组为空。`,
        },
  decidedAlready: (state: Text): Text => ({ en: `Too late: the plan is already ${state.en}.`, zh: `操作太晚：计划状态已是“${state.zh}”。` }),
  unknownPlan: { en: 'There is no such plan.', zh: '没有这个计划。' },
  withdrawOnlyRequester: { en: 'Only the person who asked for the change can withdraw it.', zh: '只有发起人可以撤回该变更。' },
  inspectOnlyUnknown: { en: 'There is nothing to inspect: how this plan ended is known.', zh: '无需核查：该计划的结果是已知的。' },
  occupied: (target: string, plan: string, state: Text): Text => ({
    en: `${target} is held by plan ${plan} (${state.en}). One change at a time: this one waits until that one is done or inspected.`,
    zh: `${target} 正被计划 ${plan} 占用（${state.zh}）。同一目标一次只能有一个变更，本计划会等待它完成或被核查。`,
  }),
  knowledgeChanged: {
    en: 'The knowledge base changed after this plan was approved. Nothing was run; ask for a new plan.',
    zh: '计划批准后知识库已变化，未执行任何操作，请重新生成计划。',
  },
  approverGone: {
    en: 'An approver of this plan is no longer an approver. Nothing was run; ask for a new plan.',
    zh: '该计划的某位审批人已失去审批资格，未执行任何操作，请重新生成计划。',
  },
  guardFailed: (title: Text, says: Text): Text => ({ en: `${title.en}: ${says.en} Nothing was run.`, zh: `${title.zh}：${says.zh} 未执行任何操作。` }),
  guardFailedNow: (title: Text, says: Text): Text => ({ en: `${title.en}: ${says.en}`, zh: `${title.zh}：${says.zh}` }),
  notStarted: (step: number, problem: Text): Text => ({ en: `Step ${step} did not start: ${problem.en}`, zh: `第 ${step} 步没有启动：${problem.zh}` }),
  stepFailed: (step: number, code: number | null): Text => ({
    en: `Step ${step} failed${code === null ? '' : ` with code ${code}`}. The steps after it did not run.`,
    zh: `第 ${step} 步失败${code === null ? '' : `（代码 ${code}）`}，其后的步骤没有执行。`,
  }),
  stepRefused: (step: number, problem: Text): Text => ({
    en: `Step ${step} did not run: ${problem.en} The steps before it did.`,
    zh: `第 ${step} 步没有执行：${problem.zh} 之前的步骤已执行。`,
  }),
  holdsSecret: {
    en: 'The change would have to carry what looks like a secret, and a plan shows all that it will do. Nothing was planned. Make this change by hand.',
    zh: '该改动需要携带疑似机密的内容，而计划会完整展示所有操作。未生成计划，请手工完成此改动。',
  },
  stepLost: (step: number): Text => ({
    en: `Nobody can tell how step ${step} ended: it was started and the answer did not come. It will not be run again by itself.`,
    zh: `无法确定第 ${step} 步的结果：已经启动，但没有收到应答。系统不会自动重试。`,
  }),
  workerLost: {
    en: 'The worker died while it ran this plan. Nothing will be run again by itself: inspect what the world looks like.',
    zh: '执行该计划的工作进程已中断。系统不会自动重新执行，请核查当前状态。',
  },
  workerLostBefore: {
    en: 'The worker died before the first step: nothing was run. Ask for a new plan.',
    zh: '工作进程在第一步之前中断，未执行任何操作。请重新生成计划。',
  },
  workerLostBetween: (done: number, all: number): Text => ({
    en: `The worker died between two steps: ${done} of ${all} ran as shown, the others did not. Nothing will be run by itself.`,
    zh: `工作进程在两个步骤之间中断：${all} 步中已执行 ${done} 步（如下所示），其余未执行。系统不会自动继续。`,
  }),
  shutDown: (step: number): Text => ({
    en: `k8sdoc was stopped before step ${step}. That step and those after it did not run.`,
    zh: `k8sdoc 在第 ${step} 步之前被停止，该步骤及其后的步骤均未执行。`,
  }),
  checkGone: (check: string): Text => ({
    en: `The check ${check} is no longer in the knowledge base, so nobody can tell.`,
    zh: `知识库中已没有检查 ${check}，无法判断。`,
  }),
  clusterNotKnown: (node: string): Text => ({
    en: `not counted: which cluster ${node} belongs to is not in k8sdoc.yaml (cluster: of the node).`,
    zh: `未统计：k8sdoc.yaml 中没有说明 ${node} 属于哪个集群（节点的 cluster:）。`,
  }),
  onlyCancelled: (state: Text): Text => ({ en: `There is nothing to stop: the plan is ${state.en}.`, zh: `无需取消：计划状态为“${state.zh}”。` }),
  noUndo: (because: Text): Text => ({ en: `There is no way back: ${because.en}`, zh: `无法回退：${because.zh}` }),
  undoOnlyDone: (state: Text): Text => ({
    en: `Only a plan of which every step ran can be undone; this one is ${state.en}.`,
    zh: `只有全部步骤都已执行的计划可以回退，该计划的状态为“${state.zh}”。`,
  }),
  continueOnlyUnknown: (state: Text): Text => ({
    en: `Only a plan whose outcome is unknown can be continued; this one is ${state.en}.`,
    zh: `只有结果未知的计划可以继续，该计划的状态为“${state.zh}”。`,
  }),
  continueOnlyIdempotent: (step: number): Text => ({
    en: `Step ${step} is not known to be harmless when it runs twice, so it is not run again. Inspect what the world looks like.`,
    zh: `第 ${step} 步重复执行未必安全，因此不会再次执行。请核查当前状态。`,
  }),
  undoTitle: (title: Text): Text => ({ en: `Undo: ${title.en}`, zh: `回退：${title.zh}` }),
  continueTitle: (title: Text, step: number): Text => ({ en: `Go on from step ${step}: ${title.en}`, zh: `从第 ${step} 步继续：${title.zh}` }),
  cannotUndoUndo: { en: 'This plan is itself the way back of another.', zh: '该计划本身就是另一计划的回退。' },
  entryGone: (entry: string): Text => ({ en: `${entry} is no longer in the knowledge base.`, zh: `知识库中已没有 ${entry}。` }),
  nothingToFix: {
    en: 'There is nothing to fix: the checks that would verify it find no fault now.',
    zh: '无需修复：用于验证的检查目前没有发现故障。',
  },
  undone: { en: 'undone', zh: '已回退' },
  notUndone: { en: 'not undone', zh: '未能回退' },
  requiresChecks: (titles: readonly Text[]): Text => ({
    en: `Not offered: first this must be confirmed on the target: ${titles.map((title) => title.en).join('; ')}.`,
    zh: `暂不提供：需要先在目标上确认：${titles.map((title) => title.zh).join('；')}。`,
  }),
  noSuchRemediation: (entry: string, remediation: string, known: readonly string[]): Text => ({
    en: `${entry} has no fix called ${quoted(remediation)}.${known.length > 0 ? ` It has: ${known.join(', ')}.` : ''}`,
    zh: `${entry} 没有名为“${remediation}”的修复。${known.length > 0 ? `可用的有：${known.join('、')}。` : ''}`,
  }),
  noRemediation: (entry: string): Text => ({ en: `${entry} has no fix that is safe to automate.`, zh: `${entry} 没有适合自动执行的修复。` }),
  states: {
    drafted: { en: 'drafted', zh: '草稿' },
    'awaiting-approval': { en: 'waiting for approval', zh: '等待批准' },
    approved: { en: 'approved, about to run', zh: '已批准，即将执行' },
    running: { en: 'running', zh: '执行中' },
    verifying: { en: 'verifying', zh: '验证中' },
    fixed: { en: 'fixed', zh: '已修复' },
    'not-fixed': { en: 'not fixed', zh: '未修复' },
    failed: { en: 'failed', zh: '执行失败' },
    refused: { en: 'refused, nothing was run', zh: '已拒绝执行，未执行任何操作' },
    cancelled: { en: 'cancelled', zh: '已取消' },
    unknown: { en: 'outcome unknown', zh: '结果未知' },
    continued: { en: 'outcome unknown, continued by another plan', zh: '结果未知，由另一计划继续' },
    rejected: { en: 'rejected', zh: '已驳回' },
    expired: { en: 'expired', zh: '已过期' },
    withdrawn: { en: 'withdrawn', zh: '已撤回' },
    superseded: { en: 'superseded', zh: '已被取代' },
  },
  risks: {
    low: { en: 'low risk', zh: '低风险' },
    medium: { en: 'medium risk', zh: '中风险' },
    high: { en: 'high risk', zh: '高风险' },
    destructive: { en: 'destructive', zh: '破坏性' },
  },
  quorum: (quorum: { needed: number; requesterCounts: boolean; group?: string | undefined; stepUp?: true | undefined }): Text => {
    if (quorum.requesterCounts) return { en: 'the person who asks', zh: '发起人本人' };
    const who: Text =
      quorum.group === undefined
        ? { en: quorum.needed === 1 ? 'one approver' : `${quorum.needed} approvers`, zh: `${quorum.needed} 位审批人` }
        : {
            en: quorum.needed === 1 ? `one approver of ${quorum.group}` : `${quorum.needed} approvers of ${quorum.group}`,
            zh: `${quorum.group} 组的 ${quorum.needed} 位审批人`,
          };
    const codes: Text =
      quorum.stepUp === undefined ? { en: '', zh: '' } : { en: ', with a one-time code, or else one more of them', zh: '，须附一次性验证码，否则再多一位' };
    return { en: `${who.en}, not the person who asks${codes.en}`, zh: `${who.zh}（发起人除外）${codes.zh}` };
  },
} as const satisfies Readonly<Record<string, unknown>>;
