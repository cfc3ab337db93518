/**
 * The few words that only Slack's face needs: names of verdicts, that something was cut, and what a person reads when
 * the face itself cannot go on.
 */
import type { Text } from '#language/text.ts';
import type { Verdict } from '#checks/finding.ts';

export const verdictWords: Readonly<Record<Verdict | 'pending', { readonly sign: string; readonly word: Text }>> = {
  confirmed: { sign: '✓', word: { en: 'Confirmed', zh: '已证实' } },
  refuted: { sign: '✗', word: { en: 'Refuted', zh: '已排除' } },
  inconclusive: { sign: '?', word: { en: 'Inconclusive', zh: '无法判定' } },
  'not-run': { sign: '!', word: { en: 'Not run', zh: '未能执行' } },
  pending: { sign: '…', word: { en: 'Checking', zh: '检查中' } },
};

export const words = {
  line: (line: number): Text => ({ en: `line ${line}`, zh: `第 ${line} 行` }),
  more: (count: number): Text => ({ en: `… and ${count} more.`, zh: `……还有 ${count} 项。` }),
  shown: (shown: number, total: number): Text => ({
    en: `Cut for Slack: ${shown} of ${total} characters are shown.`,
    zh: `因 Slack 限制已截断：显示 ${total} 个字符中的 ${shown} 个。`,
  }),
  dropped: {
    en: 'This message was too long for Slack, and its end is not shown. The terminal shows all of it.',
    zh: '消息超出 Slack 的长度限制，末尾未显示。完整内容可在终端查看。',
  },
  ran: { en: 'done', zh: '已完成' },
  failed: { en: 'failed', zh: '失败' },
  running: { en: 'running', zh: '执行中' },
  unknown: { en: 'outcome unknown', zh: '结果未知' },
  noOutput: { en: '(no output)', zh: '（无输出）' },

  broken: (reference: string): Text => ({
    en: `k8sdoc could not do this: something went wrong inside it, and nothing was changed by this request as far as it knows. Try again; if it stays, give the operators the reference ${reference}.`,
    zh: `k8sdoc 未能完成该请求：内部出错，就目前所知此请求没有造成任何更改。请重试；若仍失败，请把编号 ${reference} 告诉运维人员。`,
  }),
  foreign: {
    en: 'Only members of this workspace can use k8sdoc here. Ask a colleague from this workspace to do it.',
    zh: '只有本工作区的成员可以在此使用 k8sdoc。请让本工作区的同事操作。',
  },
  off: {
    en: 'k8sdoc is switched off in this channel. Ask in another channel or in a direct message, or have it switched on in k8sdoc.yaml under channels.',
    zh: 'k8sdoc 在本频道已关闭。请在其他频道或私信中使用，或在 k8sdoc.yaml 的 channels 中开启。',
  },
  unknownButton: {
    en: 'This button is not one that k8sdoc knows; the message may be older than the program. Paste the error again for a new card.',
    zh: 'k8sdoc 不认识这个按钮，消息可能来自旧版本。请重新粘贴错误以获得新的卡片。',
  },
  dialogTooLate: {
    en: 'Slack gives three seconds to open a dialog, and it took longer this time. Press the button again.',
    zh: 'Slack 只给三秒打开对话框，这次超时了。请再按一次按钮。',
  },
  formNeeded: { en: 'A few values are needed before this can go on.', zh: '继续之前需要填写几个值。' },
  working: {
    en: 'This takes longer than Slack lets a dialog wait. The answer comes in the thread.',
    zh: '处理时间超过了 Slack 对话框允许的等待时间，结果会发到消息列中。',
  },
  notAccepted: { en: 'Some values were not accepted; press the button again and correct them.', zh: '有的值未被接受；请再按一次按钮并更正。' },
  alreadyShown: { en: 'This message was diagnosed already: the card is in its thread.', zh: '这条消息已经诊断过：卡片在其消息列中。' },
  notHere: {
    en: 'k8sdoc is not in this channel, so only you see this and it will not be brought up to date. Invite it with /invite to share it.',
    zh: 'k8sdoc 不在本频道，因此只有你能看到，且内容不会更新。用 /invite 邀请它即可共享。',
  },
  fileTooLarge: (name: string, megabytes: number): Text => ({
    en: `${name} is larger than ${megabytes} MB, the most that k8sdoc reads from Slack. Send the part around the error, or run: k8sdoc diagnose FILE`,
    zh: `${name} 超过 ${megabytes} MB，即 k8sdoc 从 Slack 读取的上限。请发送错误附近的部分，或运行：k8sdoc diagnose FILE`,
  }),
  fileNotText: (name: string): Text => ({
    en: `${name} is not text, and k8sdoc reads text only. Paste the error as text, or upload the log as a text file.`,
    zh: `${name} 不是文本，而 k8sdoc 只能读取文本。请以文字粘贴错误，或上传文本格式的日志。`,
  }),
  fileNotRead: (name: string): Text => ({
    en: `${name} could not be fetched from Slack. Check that the app has the scope files:read, then send the file again.`,
    zh: `无法从 Slack 获取 ${name}。请确认应用具有 files:read 权限，然后重新发送文件。`,
  }),
  nothingToRead: {
    en: 'There is no text in this message to diagnose. Paste the error, or upload a log as a text file.',
    zh: '这条消息中没有可诊断的文本。请粘贴错误，或上传文本格式的日志。',
  },
  homeTitle: { en: 'Your recent incidents', zh: '你最近的事件' },
  homeEmpty: {
    en: 'None yet. Paste an error in a channel where k8sdoc is, send it here, or type /k8sdoc help.',
    zh: '暂无。请在有 k8sdoc 的频道粘贴错误、在此发送，或输入 /k8sdoc help。',
  },
  pasteTitle: { en: 'Diagnose a text', zh: '诊断文本' },
  pasteLabel: { en: 'The error or the log lines', zh: '错误或日志内容' },
  pasteSubmit: { en: 'Diagnose', zh: '诊断' },
  cancel: { en: 'Cancel', zh: '取消' },
  tooManyChoices: (count: number): Text => ({
    en: `${count} more choices do not fit in Slack; use the terminal for those.`,
    zh: `另有 ${count} 个选项在 Slack 中放不下；请在终端中使用。`,
  }),
} as const;
