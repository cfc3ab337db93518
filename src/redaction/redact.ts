/**
 * Secrets out, before anything is posted, stored or logged. What a diagnosis needs stays: UIDs, digests, sandbox ids, addresses,
 * certificates' public parts. Lines are kept, so that evidence still points to where it stood. Time is linear in the text.
 */
import type { Json } from '#knowledge/json.ts';
import { redactJson } from './json.ts';
import { secretValues } from './manifest.ts';
import { type OwnPattern, ownSecrets } from './own.ts';
import { emails } from './rules/addresses.ts';
import { rules } from './rules/index.ts';
import { keysWithoutHead } from './rules/private-keys.ts';
import type { Rule } from './rules/rule.ts';
import { continued } from './wrapped.ts';

export type Redacted = {
  readonly text: string;
  /** Where an offset of the original stands in the redacted text; inside of a secret, the end of what stands in its place. */
  readonly at: (offset: number) => number;
};

/** Takes secrets out of whatever is about to leave the process. */
export type Redactor = {
  /** The text without its secrets, e.g. `[redacted: bearer token]` in place of one. */
  readonly redact: (text: string) => string;
  /** The same, with the map from old offsets to new ones, so that marks survive. */
  readonly redactWithMap: (text: string) => Redacted;
  /** A value without the secrets in its strings; the names beside a string and the strings around it tell too. */
  readonly redactJson: (value: Json) => Json;
  /** Whether there is a secret in the text. */
  readonly finds: (text: string) => boolean;
};

/** What an organisation may decide for itself. */
export type RedactionPolicy = {
  /** Whether mail addresses are taken out. */
  readonly emails: boolean;
  readonly patterns: readonly OwnPattern[];
};

type Cut = { readonly from: number; readonly to: number; readonly put: string };
type Found = { readonly from: number; readonly to: number; readonly what: string };

/** @throws {OwnPatternError} where a pattern of the organisation's own cannot be used. */
export function createRedactor(policy: RedactionPolicy): Redactor {
  const all = policy.emails ? [...rules, ...emails] : rules;
  const own = ownSecrets(policy.patterns);
  const cuts = (text: string): readonly Cut[] => {
    const unescaped = withLineBreaks(text);
    const inside = unescaped === text ? [] : found(unescaped, all);
    return cutsFor(text, unescaped, [...found(text, all), ...inside, ...own(text)]);
  };
  const redact = (text: string): string => apply(text, cuts(text)).text;
  return {
    redact,
    redactWithMap: (text) => apply(text, cuts(text)),
    redactJson: (value) => redactJson(value, redact),
    finds: (text) => cuts(text).length > 0,
  };
}

/** What is used where nothing is configured. */
export const standard: Redactor = createRedactor({ emails: true, patterns: [] });

/** The text as it is read where a program quoted it: its line breaks are breaks, and everything stands where it stood. */
function withLineBreaks(text: string): string {
  return text.replaceAll(/\\{1,8}[nrt]/g, (quoted) => `${' '.repeat(quoted.length - 1)}${quoted.endsWith('t') ? '\t' : '\n'}`);
}

const indexed = new WeakMap<RegExp, RegExp>();

/** The same, telling where its groups stand; made for the first text that may hold such a secret. */
function withIndices(pattern: RegExp): RegExp {
  const known = indexed.get(pattern) ?? new RegExp(pattern.source, `${pattern.flags}d`);
  indexed.set(pattern, known);
  return known;
}

function found(text: string, all: readonly Rule[]): readonly Found[] {
  const folded = text.toLowerCase();
  const spans: Found[] = [
    ...secretValues(text).map((span) => ({ ...span, what: 'value of a Secret' })),
    ...keysWithoutHead(text).map((span) => ({ ...span, what: 'private key' })),
  ];
  for (const { what, pattern, proves, hints } of all) {
    const where = pattern.ignoreCase ? folded : text;
    if (!hints.some((hint) => where.includes(hint))) continue;
    for (const match of text.matchAll(withIndices(pattern))) {
      const secret = match.groups?.['secret'];
      const place = match.indices?.groups?.['secret'];
      if (secret === undefined || secret === '' || place === undefined || proves?.(secret) === false) continue;
      spans.push({ from: place[0], to: place[1], what });
    }
  }
  return spans;
}

/** The spans in order and apart from one another; lines stay where they are: a secret over several lines leaves its line breaks. */
function cutsFor(text: string, unescaped: string, spans: readonly Found[]): readonly Cut[] {
  const sorted = spans.toSorted((a, b) => a.from - b.from || b.to - a.to);
  const apart: { from: number; to: number; what: string }[] = [];
  for (const span of sorted) {
    const last = apart.at(-1);
    const to = continued(unescaped, span.to);
    if (last !== undefined && span.from < last.to) last.to = Math.max(last.to, to);
    else apart.push({ ...span, to });
  }
  return apart.map(({ from, to, what }) => ({ from, to, put: `[redacted: ${what}]${text.slice(from, to).replaceAll(/[^\n]/g, '')}` }));
}

function apply(text: string, cuts: readonly Cut[]): Redacted {
  if (cuts.length === 0) return { text, at: (offset) => offset };
  const parts: string[] = [];
  let done = 0;
  for (const cut of cuts) {
    parts.push(text.slice(done, cut.from), cut.put);
    done = cut.to;
  }
  parts.push(text.slice(done));
  return {
    text: parts.join(''),
    at: (offset) => {
      let shift = 0;
      for (const cut of cuts) {
        if (offset <= cut.from) break;
        if (offset < cut.to) return cut.from + shift + cut.put.length;
        shift += cut.put.length - (cut.to - cut.from);
      }
      return offset + shift;
    },
  };
}
