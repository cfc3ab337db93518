/** Sentences about the policy: why a change may or may not be made, and who must say yes. */
import { plans } from './plans.ts';
import type { Text } from './text.ts';

type Counts = { readonly pods: number; readonly nodes: number; readonly namespaces: number };
type Quorum = Parameters<typeof plans.quorum>[0];
type Demands = { readonly approvals?: number | undefined; readonly group?: string | undefined; readonly stepUp?: boolean | undefined };

const list = (words: readonly string[]): string => (words.length === 0 ? '–' : words.join(', '));
const counted: Readonly<Record<keyof Counts, Text>> = {
  pods: { en: 'pods', zh: '个 Pod' },
  nodes: { en: 'nodes', zh: '个节点' },
  namespaces: { en: 'namespaces', zh: '个命名空间' },
};
const codeOrSecond: Text = {
  en: 'each approval needs a one-time code, or one more approver is needed',
  zh: '每个批准都需要一次性验证码，否则需再多一位审批人',
};

export const policy = {
  byRisk: (risk: keyof typeof plans.risks, quorum: Quorum): Text => {
    const [name, who] = [plans.risks[risk], plans.quorum(quorum)];
    return { en: `${name.en}: ${who.en}`, zh: `${name.zh}：${who.zh}` };
  },
  doesNotFit: (field: string, actual: readonly string[], wanted: readonly string[]): Text => ({
    en: `does not apply: ${field} is ${list(actual)}, not ${wanted.join(' or ')}`,
    zh: `不适用：${field} 是 ${list(actual)}，而非 ${wanted.join(' 或 ')}`,
  }),
  requesterNotIn: (groups: readonly string[]): Text => ({
    en: `does not apply: the person who asks is not in ${groups.join(' or ')}`,
    zh: `不适用：发起人不在 ${groups.join(' 或 ')} 中`,
  }),
  demands: ({ approvals, group, stepUp }: Demands): Text => {
    const parts: readonly Text[] = [
      ...(approvals === undefined ? [] : [{ en: `at least ${approvals} approvers`, zh: `至少 ${approvals} 位审批人` }]),
      ...(group === undefined ? [] : [{ en: `of the group ${group}`, zh: `来自 ${group} 组` }]),
      ...(stepUp === true ? [codeOrSecond] : []),
    ];
    return { en: `applies: ${parts.map((part) => part.en).join(', ')}`, zh: `适用：${parts.map((part) => part.zh).join('，')}` };
  },
  tierName: (tier: Partial<Record<keyof Counts, number | undefined>>): string =>
    (['pods', 'nodes', 'namespaces'] as const).flatMap((what) => (tier[what] === undefined ? [] : [`${what}>=${tier[what]}`])).join(' '),
  below: ({ pods, nodes, namespaces }: Counts): Text => ({
    en: `does not apply: it touches ${pods} pods, ${nodes} nodes, ${namespaces} namespaces`,
    zh: `不适用：涉及 ${pods} 个 Pod、${nodes} 个节点、${namespaces} 个命名空间`,
  }),
  reached: (count: number, what: keyof Counts, approvals: number): Text => ({
    en: `applies: it touches ${count} ${counted[what].en}, so at least ${approvals} approvers`,
    zh: `适用：涉及 ${count} ${counted[what].zh}，至少需要 ${approvals} 位审批人`,
  }),
  stepUp: { en: `applies: ${codeOrSecond.en}`, zh: `适用：${codeOrSecond.zh}` },
  stepUpNever: { en: 'does not apply: switched off by stepUpFrom: never', zh: '不适用：已由 stepUpFrom: never 关闭' },
  stepUpSimulated: { en: 'does not apply: the target is simulated', zh: '不适用：目标为模拟环境' },
  stepUpBelow: (risk: keyof typeof plans.risks, from: keyof typeof plans.risks): Text => ({
    en: `does not apply: ${plans.risks[risk].en}; it begins at ${plans.risks[from].en}`,
    zh: `不适用：${plans.risks[risk].zh}，从${plans.risks[from].zh}开始要求`,
  }),
  forbidden: (name: string): Text => ({
    en: `The policy forbids this change: rule "${name}" in k8sdoc.yaml. Nothing was run.`,
    zh: `策略禁止该变更：k8sdoc.yaml 中的规则“${name}”。未执行任何操作。`,
  }),
  notNow: { en: 'does not apply: not at this time', zh: '不适用：当前不在该时段' },
  quiet: (hours: { readonly name: string; readonly from: string; readonly to: string; readonly timezone: string }): Text => ({
    en: `Quiet hours "${hours.name}" until ${hours.to} (${hours.timezone}): no changes now. Nothing was run.`,
    zh: `静默时段“${hours.name}”至 ${hours.to}（${hours.timezone}）：当前不允许变更。未执行任何操作。`,
  }),
  frozen: (name: string, until: string): Text => ({
    en: `Change freeze "${name}" until ${until}. Nothing was run.`,
    zh: `变更冻结“${name}”至 ${until}。未执行任何操作。`,
  }),
  emergencyOn: { en: 'declared: quiet hours and freezes are lifted', zh: '已声明紧急：不受静默时段和冻结限制' },
  noEmergencyPath: {
    en: 'There is no emergency path: policy.emergency is not set in k8sdoc.yaml. Nothing was run.',
    zh: '没有紧急通道：k8sdoc.yaml 中未设置 policy.emergency。未执行任何操作。',
  },
  emergencyTitle: { en: 'Emergency change', zh: '紧急变更' },
  emergencyReason: { en: 'Why can it not wait? Everybody in the channel will read this.', zh: '为什么不能等？频道中所有人都会看到。' },
  emergencyNext: (typed: string): Text => ({ en: `If it cannot wait: ${typed}`, zh: `如果不能等待：${typed}` }),
  emergencyNotice: (who: string, reason: string): Text => ({
    en: `EMERGENCY change, declared by ${who}: ${reason}`,
    zh: `紧急变更，由 ${who} 声明：${reason}`,
  }),
  changed: (now: Text): Text => ({
    en: `The policy asks for more than this plan was approved with (${now.en}). Nothing was run; ask for a new plan.`,
    zh: `当前策略的要求高于该计划获批时的要求（${now.zh}）。未执行任何操作，请重新生成计划。`,
  }),
  altered: {
    en: 'The stored plan is not the one that was approved: its content does not belong to its fingerprint. Nothing was run; have the database looked into.',
    zh: '存储的计划与获批的计划不一致：内容与指纹不符。未执行任何操作，请检查数据库。',
  },
  explainTitle: (id: string): Text => ({ en: `The policy on plan ${id}`, zh: `策略对计划 ${id} 的判断` }),
  yes: { en: 'yes', zh: '是' },
  no: { en: 'no', zh: '否' },
  mayNow: (who: string): Text => ({ en: `${who} may approve this plan now.`, zh: `${who} 现在可以批准该计划。` }),
  mayNot: (who: string, why: Text): Text => ({ en: `${who} may not approve this plan: ${why.en}`, zh: `${who} 不能批准该计划：${why.zh}` }),
  member: { en: 'is among those who may approve this', zh: '属于可批准该变更的人员' },
  isRequester: { en: 'asked for the change', zh: '是该变更的发起人' },
  isNotRequester: { en: 'did not ask for the change', zh: '不是该变更的发起人' },
} as const satisfies Readonly<Record<string, unknown>>;
