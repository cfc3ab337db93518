/**
 * A text as terms to look up: English words without their endings, names whole and in parts, Chinese words and pairs of
 * characters, and the concepts that any of them stand for.
 */
import { chinesePhrases, concepts, empty } from './synonyms.ts';

export type Term = {
  readonly word: string;
  /** 1 for a word as it was written; less for what was derived from it. */
  readonly weight: number;
  /** The word of the text that it came from: terms of one origin are one thing said. */
  readonly origin: string;
};

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

/** Says what does not happen, and nothing of what it is about. */
const contraction = /\b(?:won|can|don|doesn|isn|aren|didn|wasn|weren|couldn|shouldn|wouldn|hasn|haven)['’]t\b/gi;

export function termsOf(text: string): readonly Term[] {
  const folded = text.normalize('NFKC').replaceAll(contraction, ' ');
  return [...latinTerms(folded), ...chineseTerms(folded)];
}

function latinTerms(text: string): readonly Term[] {
  return Array.from(text.matchAll(/[A-Za-z0-9](?:[A-Za-z0-9_./:-]{0,126}[A-Za-z0-9])?/g)).flatMap(([written]) => {
    const whole = written.toLowerCase();
    const parts = written.split(/[_./:-]|(?<=[a-z])(?=[A-Z])/).map((part) => part.toLowerCase());
    const single = parts.length === 1;
    const terms: Term[] = [];
    if (!single) terms.push({ word: whole, weight: 1, origin: whole });
    for (const part of parts) {
      if (part === '' || empty.has(part)) continue;
      const origin = single ? whole : part;
      terms.push({ word: stem(part), weight: 1, origin });
      const concept = concepts.get(part) ?? concepts.get(stem(part));
      if (concept !== undefined) terms.push({ word: concept, weight: 0.7, origin });
    }
    return terms;
  });
}

function chineseTerms(text: string): readonly Term[] {
  return Array.from(text.matchAll(/\p{Script=Han}{1,200}/gu)).flatMap(([run]) => {
    const terms: Term[] = [];
    for (const phrase of chinesePhrases) {
      const concept = concepts.get(phrase);
      if (concept !== undefined && run.includes(phrase) && !terms.some(({ word }) => word === concept))
        terms.push({ word: concept, weight: 0.7, origin: phrase });
    }
    const words = Array.from(segmenter.segment(run), ({ segment }) => segment).filter((word) => !empty.has(word));
    for (const word of words) {
      const said = terms.find(({ origin }) => origin.includes(word) || word.includes(origin))?.origin;
      if (word.length > 1) terms.push({ word, weight: 1, origin: said ?? word });
    }
    // Pairs catch what the segmenter divides differently here and there.
    const characters = Array.from(run);
    for (const [index, character] of characters.entries()) {
      const next = characters[index + 1];
      if (next === undefined) continue;
      const pair = character + next;
      if (empty.has(pair) || (empty.has(character) && empty.has(next))) continue;
      const said = terms.find(({ origin }) => origin.includes(pair) || pair.includes(origin))?.origin;
      if (!words.includes(pair)) terms.push({ word: pair, weight: 0.4, origin: said ?? pair });
    }
    return terms;
  });
}

/** An English word without the endings of number and tense; names and numbers stay as they are. */
export function stem(word: string): string {
  if (word.length < 5 || /[^a-z]/.test(word)) return word;
  for (const [ending, put] of endings) {
    if (!word.endsWith(ending) || word.length - ending.length < 3) continue;
    const base = word.slice(0, word.length - ending.length) + put;
    // Doubled before the ending: stopped, dropping.
    return /(?:ing|ed)$/.test(ending) && /([bdgkmnprt])\1$/.test(base) ? base.slice(0, -1) : base;
  }
  return word.endsWith('e') ? word.slice(0, -1) : word;
}

const endings: readonly (readonly [string, string])[] = [
  ['ations', ''],
  ['ation', ''],
  ['ings', ''],
  ['ing', ''],
  ['ies', 'y'],
  ['sses', 'ss'],
  ['xes', 'x'],
  ['ches', 'ch'],
  ['ed', ''],
  ['es', ''],
  ['ions', ''],
  ['ion', ''],
  ['ss', 'ss'],
  ['us', 'us'],
  ['is', 'is'],
  ['s', ''],
];
