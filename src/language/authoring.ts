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
