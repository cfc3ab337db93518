/** Sentences about one-time codes. */
import type { Text } from './text.ts';

export const stepUp = {
  needed: {
    en: 'This plan needs your one-time code: approve PLAN --code 123456, or press Approve and type it.',
    zh: '该计划需要你的一次性验证码：approve PLAN --code 123456，或按“批准”后输入。',
  },
  field: { en: 'One-time code', zh: '一次性验证码' },
  hint: { en: 'The six digits that your authenticator app shows for k8sdoc.', zh: '验证器应用中 k8sdoc 显示的六位数字。' },
  title: { en: 'Approve this plan', zh: '批准该计划' },
  wrong: { en: 'That code is wrong or too old. Type the one that is shown now.', zh: '验证码错误或已过期，请输入当前显示的验证码。' },
  used: { en: 'That code has been used. Wait for the next one.', zh: '该验证码已使用，请等待下一个。' },
  locked: {
    en: 'Too many wrong codes: no code of yours is taken for a quarter of an hour. If it was not you, have your codes removed and enrolled anew.',
    zh: '验证码错误次数过多：一刻钟内不再接受你的验证码。若非本人操作，请移除并重新登记。',
  },
  notEnrolled: {
    en: 'You have no one-time codes yet. Have them enrolled in a terminal: k8sdoc step-up enroll, with your id.',
    zh: '你尚未登记一次性验证码。请在终端登记：k8sdoc step-up enroll 加上你的 ID。',
  },
  enrolled: (person: string): Text => ({
    en: `${person} is enrolled. Give this to that person alone, for an authenticator app; it is not shown again.`,
    zh: `${person} 已登记。请只交给本人并录入验证器应用；此内容不会再次显示。`,
  }),
  removed: (person: string): Text => ({ en: `${person} has no one-time codes any more.`, zh: `${person} 的一次性验证码已移除。` }),
  notThere: (person: string): Text => ({ en: `${person} has no one-time codes.`, zh: `${person} 没有一次性验证码。` }),
  inTerminal: {
    en: 'One-time codes are enrolled and removed in a terminal on the machine where k8sdoc runs, not in a channel: a chat session alone can be stolen.',
    zh: '一次性验证码只能在运行 k8sdoc 的机器的终端上登记和移除，不能在频道中操作：聊天会话可能被盗用。',
  },
  whole: {
    en: 'Name the person with the face in front, as the record does: slack:T012345/U012345, browser:ana, terminal:root.',
    zh: '请使用带来源的完整 ID，与记录中一致：slack:T012345/U012345、browser:ana、terminal:root。',
  },
} as const satisfies Readonly<Record<string, unknown>>;
