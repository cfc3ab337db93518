/**
 * A question to entries, by words: how rare the words are that both have, where the entry has them, and how much of the
 * question they cover.
 */
import type { EntryId } from '#knowledge/ids.ts';
import type { Knowledge } from '#knowledge/knowledge.ts';
import type { Entry } from '#knowledge/schema.ts';
import type { Answer } from './diagnosis.ts';
import { requiredLiterals } from './literals.ts';
import { readPattern } from './pattern.ts';
import { concepts, everyday } from './synonyms.ts';
import { stem, type Term, termsOf } from './words.ts';

export type Index = { ask(question: string): readonly Answer[] };

const mostAnswers = 10;
/** Scores reach from 0 to 1; below this a question and an entry have but ordinary words in common. */
const threshold = 0.25;
/** One word in common is an answer only where it is nearly all that was asked. */
const plain = 0.5;
/** And below this part of the best score, an entry only fills the list. */
const besideTheBest = 0.35;
const longestQuestion = 2000;

/** A word that no entry has speaks against all of them. */
const unknownWord = 1.2;

const everydayStems = new Set([...everyday].map(stem));

/** What a word in a field of the entry is worth, from 0 to 1. */
const worth = { name: 1, component: 0.7, keyword: 0.9, title: 0.95, message: 0.8, summary: 0.75, cause: 0.6 };

export function createIndex(knowledge: Pick<Knowledge, 'entries'>): Index {
  const postings = new Map<string, Map<EntryId, number>>();
  const mentioned = new Map<string, number>();
  const telling = new Set<string>();
  const entries = [...knowledge.entries.values()].filter(({ status }) => status !== 'deprecated');
  for (const entry of entries) {
    for (const { text, value } of fieldsOf(entry)) {
      for (const { word, weight } of termsOf(text)) {
        const posting = postings.get(word) ?? new Map<EntryId, number>();
        posting.set(entry.id, Math.max(posting.get(entry.id) ?? 0, value * weight));
        postings.set(word, posting);
      }
    }
    for (const { word } of termsOf(nameOf(entry))) mentioned.set(word, (mentioned.get(word) ?? 0) + 1);
    for (const { word, weight } of termsOf(entry.keywords.join('\n'))) if (weight === 1 && isTelling(word)) telling.add(word);
  }
  // A name that every tenth entry has tells none of them.
  const names = new Set([...mentioned].filter(([, count]) => count <= Math.max(2, entries.length / 10)).map(([word]) => word));
  const near = createSpelling([...postings.keys()].filter((word) => /^[a-z]{5,}$/.test(word)));

  /** How much it says that an entry has the word; as for a word of one entry where none has it. */
  const rarity = (word: string): number => {
    const having = Math.max(1, postings.get(word)?.size ?? 0);
    return Math.log(1 + (entries.length - having + 0.5) / (having + 0.5));
  };
  const emphasis = (word: string): number => (everydayStems.has(word) ? 0.3 : isCode(word) ? 1.6 : names.has(word) ? 1.3 : 1);
  /** One such word is an answer by itself; of others it takes two. */
  const tells = (word: string): boolean => isCode(word) || (names.has(word) && !everydayStems.has(word) && !word.startsWith('~')) || telling.has(word);

  const ask = (question: string): readonly Answer[] => {
    const said = new Map<string, Term[]>();
    for (const term of termsOf(question.slice(0, longestQuestion))) said.set(term.origin, [...(said.get(term.origin) ?? []), term]);

    const scores = new Map<EntryId, { score: number; reasons: number }>();
    let all = 0;
    for (const terms of said.values()) {
      const best = new Map<EntryId, { value: number; reasons: number }>();
      let most = 0;
      for (const { word, weight } of terms) {
        const spellings = postings.has(word) ? [{ known: word, likeness: 1 }] : near(word).map((known) => ({ known, likeness: 0.8 }));
        if (spellings.length === 0) most = Math.max(most, weight * rarity(word) * unknownWord);
        for (const { known, likeness } of spellings) {
          const weighs = weight * rarity(known) * emphasis(known);
          most = Math.max(most, weighs);
          for (const [entry, worth] of postings.get(known) ?? []) {
            const value = weighs * likeness * worth;
            const before = best.get(entry) ?? { value: 0, reasons: 0 };
            best.set(entry, { value: Math.max(before.value, value), reasons: Math.max(before.reasons, tells(known) ? 2 : 1) });
          }
        }
      }
      all += most;
      for (const [entry, { value, reasons }] of best) {
        const before = scores.get(entry) ?? { score: 0, reasons: 0 };
        scores.set(entry, { score: before.score + value, reasons: before.reasons + reasons });
      }
    }
    // A question of one or two words is no surer for being short, and a long one may speak of several things.
    const word = rarity('');
    const whole = Math.max(0.8 * word, Math.min(all, 4 * word + all / 4));
    const answers = [...scores].flatMap(([entry, { score, reasons }]) =>
      reasons < 2 && score / whole < plain ? [] : [{ entry, score: Math.min(1, Math.round((score / whole) * 1000) / 1000) }],
    );
    answers.sort((a, b) => b.score - a.score || (a.entry < b.entry ? -1 : 1));
    const least = Math.max(threshold, (answers[0]?.score ?? 0) * besideTheBest);
    return answers.filter(({ score }) => score >= least).slice(0, mostAnswers);
  };
  return { ask };
}

function nameOf(entry: Entry): string {
  return `${entry.id.replace('/', ' ')} ${entry.applies?.component ?? ''}`;
}

/** A keyword that is not of every trade, nor one of two Chinese characters that stands in many contexts. */
function isTelling(word: string): boolean {
  return !everydayStems.has(word) && !everydayStems.has(concepts.get(word) ?? word) && (word.length > 2 || /^[a-z0-9]+$/.test(word));
}

/** Letters with a figure among them: cni0, x509, ipv6. */
function isCode(word: string): boolean {
  return /[a-z]/.test(word) && /\d/.test(word) && !word.startsWith('~');
}

function fieldsOf(entry: Entry): readonly { readonly text: string; readonly value: number }[] {
  const both = ({ en, zh }: { readonly en: string; readonly zh: string }): string => `${en}\n${zh}`;
  return [
    { text: nameOf(entry), value: worth.name },
    { text: entry.keywords.join('\n'), value: worth.keyword },
    { text: both(entry.title), value: worth.title },
    { text: entry.signatures.flatMap(({ pattern }) => requiredLiterals(readPattern(pattern)).flat()).join('\n'), value: worth.message },
    { text: both(entry.summary), value: worth.summary },
    { text: both(entry.impact), value: worth.cause },
    { text: entry.causes.map(({ text }) => both(text)).join('\n'), value: worth.cause },
  ];
}

/** Finds the known words that differ by one letter: added, left out, exchanged, or two neighbours swapped. */
function createSpelling(words: readonly string[]): (word: string) => readonly string[] {
  const byDeletion = new Map<string, string[]>();
  for (const word of words) {
    for (const shorter of deletionsOf(word)) {
      const list = byDeletion.get(shorter);
      if (list === undefined) byDeletion.set(shorter, [word]);
      else list.push(word);
    }
  }
  return (word) => {
    if (!/^[a-z]{5,40}$/.test(word)) return [];
    const found = new Set(deletionsOf(word).flatMap((shorter) => byDeletion.get(shorter) ?? []));
    return [...found].filter((known) => differByOne(word, known));
  };
}

/** The word itself, and the word without each of its letters in turn. */
function deletionsOf(word: string): readonly string[] {
  return [word, ...Array.from(word, (_, at) => word.slice(0, at) + word.slice(at + 1))];
}

function differByOne(a: string, b: string): boolean {
  if (a === b) return true;
  if (Math.abs(a.length - b.length) > 1) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  const [restA, restB] = [a.slice(at), b.slice(at)];
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    (restA.charAt(0) === restB.charAt(1) && restA.charAt(1) === restB.charAt(0) && restA.slice(2) === restB.slice(2))
  );
}
