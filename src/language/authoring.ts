/** Sentences for those who write entries. */
import type { Text } from './text.ts';

export const authoring = {
  entries: (count: number): Text => ({ en: `${count} entries`, zh: `共 ${count} 个条目` }),
  clean: (count: number): Text => ({ en: `${count} entries, nothing to mend.`, zh: `${count} 个条目，没有需要修改的地方。` }),
  problems: (count: number): Text => ({ en: count === 1 ? '1 problem' : `${count} problems`, zh: `${count} 个问题` }),
  allHold: (tests: number, entries: number): Text => ({
    en: `${tests} tests of ${entries} entries hold.`,
    zh: `${entries} 个条目的 ${tests} 项测试全部通过。`,
  }),
  someFail: (failed: number, tests: number): Text => ({ en: `${failed} of ${tests} tests do not hold`, zh: `${tests} 项测试中有 ${failed} 项未通过` }),
  noSuchEntry: (id: string): Text => ({ en: `There is no entry ${id}: kb list names them.`, zh: `没有条目 ${id}：可用 kb list 查看。` }),
  drafted: (id: string): Text => ({ en: `A draft of ${id}: write it out, then kb lint and kb test.`, zh: `${id} 的草稿：补全后运行 kb lint 和 kb test。` }),
  madeOf: { en: 'Made of this line', zh: '依据这一行生成' },
  entryFile: (id: string): Text => ({ en: `${id}.yaml`, zh: `${id}.yaml` }),
  testFile: (id: string): Text => ({ en: `${id}.test.yaml`, zh: `${id}.test.yaml` }),
  notDrafted: (why: string): Text => ({ en: `No pattern can be proposed: ${why}.`, zh: `无法生成匹配模式：${why}。` }),
  needsId: { en: 'kb new needs an id such as system/what-is-wrong, and the pasted text.', zh: 'kb new 需要一个 id（如 system/what-is-wrong）和粘贴的文本。' },
  inATerminal: { en: 'This takes a while: run it in a terminal, k8sdoc kb lint.', zh: '该操作耗时较长，请在终端运行 k8sdoc kb lint。' },
  calibration: {
    own: { en: "How often an answer is right: the entries' own texts", zh: '回答的准确率：条目自带的文本' },
    pastes: (path: string): Text => ({ en: `How often an answer is right: ${path}`, zh: `回答的准确率：${path}` }),
    bands: { en: '  Confidence   Answers    Right     Share    95 % interval', zh: '  置信度        回答数     正确     比例      95 % 区间' },
    unasked: {
      en: '  Unasked, from this threshold on\n   Threshold   Answers    Right     Share    95 % interval',
      zh: '  主动回答，频道阈值不低于\n        阈值     回答数     正确      比例      95 % 区间',
    },
    sure: (threshold: number, right: number, given: number): Text => ({
      en: `Of the answers at ${threshold} or more, ${right} of ${given} were right.`,
      zh: `置信度不低于 ${threshold} 的 ${given} 个回答中，${right} 个正确。`,
    }),
    noneSure: (threshold: number): Text => ({ en: `No answer was at ${threshold} or more.`, zh: `没有置信度不低于 ${threshold} 的回答。` }),
    supported: (threshold: number): Text => ({
      en: `These texts support a threshold of ${threshold}: down to there every band has answers, 97 in 100 of them right.`,
      zh: `这些文本支持的阈值为 ${threshold}：该值以上每个区间都有回答，且正确率不低于 97 %。`,
    }),
    unsupported: {
      en: 'These texts support no threshold: there are too few answers, or too few are right.',
      zh: '这些文本不足以支持任何阈值：回答太少，或正确率太低。',
    },
    origins: {
      sample: { en: 'Samples', zh: '样例' },
      changed: { en: 'Samples, changed on the way', zh: '变换后的样例' },
      'near-miss': { en: 'Near misses', zh: '反例' },
      healthy: { en: 'Logs of healthy components', zh: '健康组件的日志' },
      paste: { en: 'Your texts', zh: '你的文本' },
    },
    rightOf: (right: number, given: number, share: string): Text => ({
      en: `${right} of ${given} right (${share})`,
      zh: `${given} 个中 ${right} 个正确（${share}）`,
    }),
    changes: { en: 'Changes that cost most', zh: '影响最大的变换' },
    misled: { en: 'Sure, and wrong', zh: '高置信度但错误' },
    said: (entry: string, confidence: number): Text => ({ en: `${entry}, ${confidence}`, zh: `${entry}，${confidence}` }),
    unreadable: (path: string, why: string): Text => ({
      en: `${path} cannot be read: ${why}. Name a file like test/corpus/pastes.txt, or a folder of such files (*.txt).`,
      zh: `无法读取 ${path}：${why}。请给出 test/corpus/pastes.txt 格式的文件，或包含此类文件（*.txt）的文件夹。`,
    }),
    noFiles: (path: string): Text => ({
      en: `${path} holds no *.txt file: write one like test/corpus/pastes.txt.`,
      zh: `${path} 中没有 *.txt 文件：请按 test/corpus/pastes.txt 的格式编写。`,
    }),
  },
  stats: { en: 'Knowledge base', zh: '知识库' },
  facts: {
    entries: { en: 'Entries', zh: '条目' },
    bilingual: { en: 'In both languages', zh: '中英文齐全' },
    sampled: { en: 'With three samples and two near misses', zh: '有三个样例和两个反例' },
    unwritten: { en: 'Published, not written', zh: '已公布但未编写' },
    signatures: { en: 'Signatures', zh: '特征' },
    samples: { en: 'Samples / near misses / questions', zh: '样例 / 反例 / 提问' },
    produced: { en: 'Produced by real components / quoted', zh: '由真实组件产生 / 引用' },
    checks: { en: 'Checks / remediations', zh: '检查 / 修复' },
    status: { en: 'By status', zh: '按状态' },
    kind: { en: 'By kind', zh: '按类型' },
    system: { en: 'By system', zh: '按系统' },
  },
} as const satisfies Readonly<Record<string, unknown>>;
