/** Every sentence of the page itself, in both languages. What the bot says comes in its replies. */
import type { Text } from '#language/text.ts';

const counted = (count: number, one: string, many: string): string => `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

export const words = {
  skip: { en: 'Go to the paste box', zh: '跳到粘贴框' },
  otherLanguage: { en: '中文', zh: 'English' },
  otherLanguageLabel: { en: '切换到中文', zh: 'Switch to English' },
  you: { en: 'You are', zh: '你是' },
  simulated: {
    en: 'Simulated targets: nothing real is touched.',
    zh: '模拟目标：不会触及任何真实系统。',
  },
  lost: { en: 'No connection to k8sdoc. Trying again…', zh: '与 k8sdoc 的连接已断开，正在重试…' },
  renewed: { en: 'k8sdoc was updated. Reload the page to use the new one.', zh: 'k8sdoc 已更新，请刷新页面。' },
  reload: { en: 'Reload', zh: '刷新' },

  welcome: { en: 'Paste an error.\nRead what it is, and why.', zh: '粘贴报错，\n看清它是什么、为什么。' },
  welcomeMore: {
    en: 'You get the diagnosis with the lines that prove it, read-only checks on one click, and a fix that shows exactly what it will do and runs only once it is approved.',
    zh: '你会得到诊断和作为证据的日志行；只读检查一键执行；修复会先展示将要执行的确切内容，经批准后才会运行。',
  },
  welcomeSamples: { en: 'Nothing at hand? Begin with a sample:', zh: '手边没有报错？从示例开始：' },
  samples: { en: 'Samples', zh: '示例' },

  pasteLabel: { en: 'Paste an error or a log, or type a command', zh: '粘贴报错或日志，或输入命令' },
  placeholder: { en: 'Paste an error or a log…', zh: '粘贴报错或日志…' },
  hint: { en: 'Ctrl+Enter sends. / begins a command: try /help.', zh: 'Ctrl+Enter 发送。/ 开头是命令，可试 /help。' },
  send: { en: 'Diagnose', zh: '诊断' },
  run: { en: 'Run', zh: '执行' },
  attach: { en: 'Open a file', zh: '打开文件' },
  attached: (name: string | undefined, size: string): Text => ({ en: `${name ?? 'Pasted text'}, ${size}`, zh: `${name ?? '粘贴的文本'}，${size}` }),
  remove: { en: 'Remove', zh: '移除' },
  tooLarge: (size: string, limit: string): Text => ({
    en: `That is ${size}; one paste may have ${limit}. Nothing was sent. Paste the part around the error.`,
    zh: `内容有 ${size}，单次粘贴上限为 ${limit}，未发送。请只粘贴报错附近的部分。`,
  }),
  nothing: { en: 'There is nothing to send yet: paste an error first.', zh: '还没有内容：请先粘贴报错。' },

  pastedBy: (name: string): Text => ({ en: `Pasted by ${name}`, zh: `${name} 粘贴` }),
  typedBy: (name: string): Text => ({ en: `Asked by ${name}`, zh: `${name} 提问` }),
  lines: (count: number): Text => ({ en: counted(count, 'line', 'lines'), zh: `${count.toLocaleString('en')} 行` }),
  reading: (size: string): Text => ({ en: `Reading ${size}…`, zh: `正在读取 ${size}…` }),
  running: { en: 'Working…', zh: '处理中…' },
  waiting: { en: 'No connection: this will be sent again when k8sdoc is back.', zh: '连接已断开：k8sdoc 恢复后会自动重新发送。' },
  discard: { en: 'Discard', zh: '丢弃' },
  onlyYou: { en: 'Only you see this', zh: '仅你可见' },
  dismiss: { en: 'Dismiss', zh: '关闭' },
  pressLost: {
    en: 'The connection was lost before the answer came. The card shows what happened as soon as k8sdoc is back; press again only if it did not.',
    zh: '收到答复前连接已断开。k8sdoc 恢复后卡片会显示实际结果；仅在未生效时再次点击。',
  },

  line: (line: number): Text => ({ en: `Line ${line}`, zh: `第 ${line} 行` }),
  wholeLine: { en: 'Whole line', zh: '整行' },
  evidence: { en: 'Evidence', zh: '证据' },
  more: (count: number): Text => ({ en: `Show ${counted(count, 'more line', 'more lines')}`, zh: `再显示 ${count} 行` }),
  moreProof: (count: number): Text => ({ en: `Show ${count} more of the evidence`, zh: `再显示 ${count} 条证据` }),
  fewer: { en: 'Show less', zh: '收起' },
  verdicts: {
    confirmed: { en: 'Confirmed', zh: '已证实' },
    refuted: { en: 'Ruled out', zh: '已排除' },
    inconclusive: { en: 'Unclear', zh: '无法判断' },
    'not-run': { en: 'Not run', zh: '未执行' },
    pending: { en: 'Checking…', zh: '检查中…' },
  },
  asked: { en: 'What was asked', zh: '实际执行的查询' },
  step: (number: number): Text => ({ en: `Step ${number}`, zh: `第 ${number} 步` }),
  ran: { en: 'Done', zh: '已完成' },
  failed: { en: 'Failed', zh: '失败' },
  stepRunning: { en: 'Running…', zh: '执行中…' },
  unknown: { en: 'Nobody can tell how it ended', zh: '结果未知' },
  emptyCode: { en: '(no output)', zh: '（无输出）' },
  output: { en: 'Output', zh: '输出' },
  cancel: { en: 'Cancel', zh: '取消' },
  example: (example: string): Text => ({ en: `For example ${example}`, zh: `例如 ${example}` }),
  choose: { en: 'Choose…', zh: '请选择…' },
  noAnswer: { en: 'k8sdoc answered with something this page does not understand. Reload the page.', zh: 'k8sdoc 的应答无法识别，请刷新页面。' },
} as const;
