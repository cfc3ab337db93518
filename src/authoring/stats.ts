/** What the knowledge base has, counted. */
import type { EntryId } from '#knowledge/ids.ts';
import type { Entry } from '#knowledge/schema.ts';
import { kinds, statuses } from '#knowledge/schema.ts';
import type { EntryTests } from './samples.ts';

export const leastSamples = { match: 3, 'no-match': 2 } as const;

export type Stats = {
  readonly entries: number;
  /** Entries that are published, and those of them that are not written. */
  readonly published: number;
  readonly unwritten: readonly string[];
  /** Entries with both languages in every text. */
  readonly bilingual: number;
  /** Entries with at least three samples that match and two that must not. */
  readonly sampled: number;
  /** Entries with tests of all their checks and plans beside a sample that a real component produced. */
  readonly byStatus: Readonly<Record<string, number>>;
  readonly byKind: Readonly<Record<string, number>>;
  readonly bySystem: Readonly<Record<string, number>>;
  readonly signatures: number;
  readonly samples: { readonly match: number; readonly 'no-match': number; readonly questions: number; readonly produced: number; readonly quoted: number };
  readonly checks: number;
  readonly remediations: number;
};

export function statsOf(entries: readonly Entry[], tests: ReadonlyMap<EntryId, EntryTests>, published: ReadonlySet<string>): Stats {
  const all = [...tests.values()];
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
  const count = (values: readonly string[]): Readonly<Record<string, number>> => {
    const counts = new Map<string, number>();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    return Object.fromEntries(counts);
  };
  const ids = new Set<string>(entries.map((entry) => entry.id));
  const samples = all.flatMap((one) => [...one.match, ...one['no-match']]);
  return {
    entries: entries.length,
    published: published.size,
    unwritten: [...published].filter((id) => !ids.has(id)),
    bilingual: entries.filter((entry) => untranslated(entry).length === 0).length,
    sampled: entries.filter((entry) => {
      const one = tests.get(entry.id);
      return one !== undefined && one.match.length >= leastSamples.match && one['no-match'].length >= leastSamples['no-match'];
    }).length,
    byStatus: count(statuses.flatMap((status) => entries.filter((entry) => entry.status === status).map(() => status))),
    byKind: count(kinds.flatMap((kind) => entries.filter((entry) => entry.kind === kind).map(() => kind))),
    bySystem: count(entries.map((entry) => entry.id.split('/')[0] ?? '')),
    signatures: sum(entries.map((entry) => entry.signatures.length)),
    samples: {
      match: sum(all.map((one) => one.match.length)),
      'no-match': sum(all.map((one) => one['no-match'].length)),
      questions: sum(all.map((one) => one.ask.length)),
      produced: samples.filter((sample) => sample.source.how === 'produced').length,
      quoted: samples.filter((sample) => sample.source.how === 'quoted').length,
    },
    checks: sum(entries.map((entry) => entry.checks.length)),
    remediations: sum(entries.map((entry) => entry.remediations.length)),
  };
}

/** The fields whose Chinese holds no Chinese: forgotten, or copied from the English. */
export function untranslated(entry: Entry): readonly (readonly PropertyKey[])[] {
  const found: (readonly PropertyKey[])[] = [];
  const walk = (value: unknown, path: readonly PropertyKey[]): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('en' in value && 'zh' in value && typeof value.en === 'string' && typeof value.zh === 'string') {
      if (!/\p{Script=Han}/u.test(value.zh) && /[a-z]{3,} [a-z]{2,}/i.test(value.en.replaceAll(/\{\{.*?\}\}/g, ''))) found.push([...path, 'zh']);
    }
    for (const [key, item] of Object.entries(value)) walk(item, [...path, Array.isArray(value) ? Number(key) : key]);
  };
  walk(entry, []);
  return found;
}
