/** What the browser channel's server says when it cannot do what the page asks: what happened, and what to do next. */
import type { Text } from '#language/text.ts';

export const problems = {
  tooLarge: (limit: number): Text => ({
    en: `That is more than ${limit / 1024 / 1024} MiB, the most that one paste may have. Nothing was read. Paste the part around the error.`,
    zh: `内容超过单次粘贴上限 ${limit / 1024 / 1024} MiB，未读取。请只粘贴报错附近的部分。`,
  }),
  binary: {
    en: 'That does not look like text. Paste the lines of the log themselves; unpack archives first.',
    zh: '这看起来不是文本。请直接粘贴日志内容；压缩包请先解压。',
  },
  empty: { en: 'There was no text in that. Paste an error, or the lines of a log around it.', zh: '内容为空。请粘贴报错信息或其附近的日志。' },
  unknownPerson: {
    en: 'The page acts as somebody whom this channel does not know. Reload the page and choose a person.',
    zh: '当前身份不属于此频道。请刷新页面并重新选择身份。',
  },
  foreignHost: (host: string): Text => ({
    en: `This channel is not served under the name ${JSON.stringify(host)}. Open it at the address that k8sdoc printed when it started.`,
    zh: `此频道不以 ${JSON.stringify(host)} 这个名称提供服务。请使用 k8sdoc 启动时显示的地址打开。`,
  }),
  foreignOrigin: {
    en: 'Another site asked for this. The channel answers only its own page.',
    zh: '请求来自其他网站。此频道只响应自己的页面。',
  },
  wrongType: (wanted: string): Text => ({ en: `The request must have the content type ${wanted}.`, zh: `请求的内容类型必须是 ${wanted}。` }),
  malformed: (where: string): Text => ({
    en: `The request was not understood (${where}). Reload the page: it may be older than the server.`,
    zh: `无法理解该请求（${where}）。请刷新页面：页面可能比服务端旧。`,
  }),
  noSuchCard: { en: 'There is no such incident in this channel.', zh: '此频道中没有该事件。' },
  noSuchPage: { en: 'There is nothing at this address. The channel is at /.', zh: '此地址没有内容。频道位于 /。' },
  cardFailed: {
    en: 'This incident could not be read just now. The log of k8sdoc says why; reload the page to try again.',
    zh: '暂时无法读取该事件。原因见 k8sdoc 日志；请刷新页面重试。',
  },
  interrupted: {
    en: 'k8sdoc was stopped before it could answer. Try again once it is back.',
    zh: 'k8sdoc 在应答前被停止。请在其恢复后重试。',
  },
  failed: (reference: string): Text => ({
    en: `k8sdoc could not do this: something failed on its side (reference ${reference} in its log). Try again; if it stays so, look at the log.`,
    zh: `k8sdoc 内部出错，未能完成（日志编号 ${reference}）。请重试；若仍失败，请查看日志。`,
  }),
} as const;
