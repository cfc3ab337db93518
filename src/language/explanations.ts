/** Why a diagnosis was made, and why others were not. */
import type { Text } from './text.ts';

const strengths = {
  conclusive: { en: 'says it in so many words', zh: '直接说明了故障' },
  strong: { en: 'is likely to mean it', zh: '很可能说明该故障' },
  hint: { en: 'is a hint', zh: '是一条线索' },
  against: { en: 'speaks against it', zh: '表明并非如此' },
} as const satisfies Readonly<Record<string, Text>>;

export type StrengthWord = keyof typeof strengths;

const list = (names: readonly string[]): string => names.join(', ');

export const explanations = {
  why: (entry: string, confidence: number): Text => ({
    en: `What counted for ${entry} (${Math.round(confidence * 100)}%)`,
    zh: `${entry} 的判断依据（${Math.round(confidence * 100)}%）`,
  }),
  rejected: { en: 'Seen, and not enough', zh: '看到但不足以判断' },
  counts: { for: '+', against: '-' },
  at: (line: number, said: Text): Text => ({ en: `line ${line}: ${said.en}`, zh: `第 ${line} 行：${said.zh}` }),
  signature: (id: string, strength: StrengthWord, times: number): Text => ({
    en: `${id} ${strengths[strength].en}${times > 1 ? ` (${times} times)` : ''}`,
    zh: `${id} ${strengths[strength].zh}${times > 1 ? `（${times} 次）` : ''}`,
  }),
  combination: (all: readonly string[], any: readonly string[], not: readonly string[], strength: StrengthWord): Text => {
    const en = [all.length > 0 ? list(all) : '', any.length > 0 ? `one of ${list(any)}` : '', not.length > 0 ? `without ${list(not)}` : ''];
    const zh = [all.length > 0 ? list(all) : '', any.length > 0 ? `${list(any)} 之一` : '', not.length > 0 ? `且没有 ${list(not)}` : ''];
    const joined = (parts: readonly string[], by: string): string => parts.filter((part) => part !== '').join(by);
    return { en: `together, ${joined(en, ' and ')} ${strengths[strength].en}`, zh: `合在一起，${joined(zh, '、')} ${strengths[strength].zh}` };
  },
  own: (component: string): Text => ({ en: `said by ${component}, which the entry is about`, zh: `由 ${component} 输出，正是该条目所指的组件` }),
  application: (component: string): Text => ({ en: `said by ${component}, an application`, zh: `由应用 ${component} 输出` }),
  noWarning: { en: 'the line itself is no warning', zh: '该行本身的级别不是警告' },
  type: (id: string, refused: number): Text => ({
    en: `${refused} ${refused === 1 ? 'value' : 'values'} in ${id} ${refused === 1 ? 'is' : 'are'} not of the right form, and left out`,
    zh: `${id} 中有 ${refused} 个值格式不符，未采用`,
  }),
  version: (component: string, applies: string, stated: string): Text => ({
    en: `the text states ${component} ${stated}, the entry is about ${applies}`,
    zh: `原文写明 ${component} ${stated}，而该条目适用于 ${applies}`,
  }),
  reasons: {
    alone: { en: 'a hint that counts only together with others', zh: '单独的线索，需与其他线索一起才算数' },
    'only-against': { en: 'says that it is not so', zh: '表明并非如此' },
    unless: { en: 'the line belongs to a more specific entry', zh: '该行属于更具体的条目' },
    component: { en: 'another component said it', zh: '由其他组件输出' },
    pattern: { en: 'some of its words, not the message', zh: '只有部分文字相同，并非该消息' },
  },
} as const satisfies Readonly<Record<string, unknown>>;
