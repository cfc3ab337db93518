/** Sentences about what holds changes up as a whole: rates, the pause, the bound of a cluster. */
import type { Text } from './text.ts';

export const limits = {
  tooManyOfPerson: (count: number, minutes: number): Text => ({
    en: `You have asked for ${count} changes in ${minutes} minutes, which is the limit (policy.limits.perPerson in k8sdoc.yaml). Wait, or let somebody else ask.`,
    zh: `你在 ${minutes} 分钟内已发起 ${count} 个变更，达到上限（k8sdoc.yaml 中的 policy.limits.perPerson）。请稍候或由他人发起。`,
  }),
  tooManyHere: (count: number, minutes: number): Text => ({
    en: `${count} changes were asked for here in ${minutes} minutes, which is the limit (policy.limits.perChannel in k8sdoc.yaml). Wait, or ask elsewhere.`,
    zh: `此处在 ${minutes} 分钟内已发起 ${count} 个变更，达到上限（k8sdoc.yaml 中的 policy.limits.perChannel）。请稍候或在别处发起。`,
  }),
  paused: (who: string, reason: string): Text => ({
    en: `Changes are paused by ${who}${reason === '' ? '' : `: ${reason}`}. Nothing new begins, approved or not, until an approver types: resume changes`,
    zh: `${who} 已暂停变更${reason === '' ? '' : `：${reason}`}。在审批人输入 resume changes 之前，不会开始任何变更（无论是否已批准）。`,
  }),
  resumed: (who: string): Text => ({ en: `${who} resumed changes.`, zh: `${who} 已恢复变更。` }),
  alreadyPaused: { en: 'Changes are paused already.', zh: '变更已处于暂停状态。' },
  notPaused: { en: 'Changes are not paused.', zh: '变更未暂停。' },
  goesOn: (titles: readonly string[]): Text =>
    titles.length === 0
      ? { en: 'No change is under way.', zh: '当前没有正在执行的变更。' }
      : { en: `Already under way, and going on to its end: ${titles.join('; ')}.`, zh: `已在执行、将继续到结束：${titles.join('；')}。` },
  onlyApprovers: {
    en: 'Only approvers in k8sdoc.yaml can pause or resume changes. Ask one of them.',
    zh: '只有 k8sdoc.yaml 中的审批人可以暂停或恢复变更，请联系他们。',
  },
} as const satisfies Readonly<Record<string, unknown>>;
