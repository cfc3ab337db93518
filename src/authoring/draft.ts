/** A first draft of an entry, from an error that somebody pasted: the pattern with the changing parts as typed groups. */
import { stringify } from 'yaml';
import { patternProblem } from '#diagnosis/compile.ts';
import { checkValue, type ValueType } from '#knowledge/values.ts';

export type Draft = {
  /** The entry and its tests as YAML, to be filled in: `draft` entries never speak. */
  readonly entry: string;
  readonly tests: string;
  readonly pattern: string;
  readonly captures: Readonly<Record<string, ValueType>>;
  /** The line that the pattern was made of. */
  readonly line: string;
};

type Rule = { readonly name: string; readonly type: ValueType | undefined; readonly find: RegExp; readonly put: string };

/** Most telling first; what one rule took is no longer there for the next. The values are never captured where `type` is missing. */
const rules: readonly Rule[] = [
  { name: 'time', type: undefined, find: /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?/, put: String.raw`\S{1,40}` },
  { name: 'uid', type: 'id', find: /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/, put: String.raw`[0-9a-f-]{36}` },
  { name: 'digest', type: undefined, find: /\bsha256:[0-9a-f]{12,64}\b/, put: String.raw`sha256:[0-9a-f]{12,64}` },
  { name: 'id', type: 'id', find: /\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{12,64}\b/, put: String.raw`[0-9a-f]{12,64}` },
  { name: 'cidr', type: 'cidr', find: /\b\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}\b/, put: String.raw`[0-9a-fA-F.:]+/\d{1,3}` },
  { name: 'endpoint', type: 'endpoint', find: /\b\d{1,3}(?:\.\d{1,3}){3}:\d{1,5}\b/, put: String.raw`[\w.:-]{1,253}:\d{1,5}` },
  { name: 'address', type: 'ip', find: /\b\d{1,3}(?:\.\d{1,3}){3}\b/, put: String.raw`[0-9a-fA-F.:]{2,45}` },
  { name: 'image', type: 'image', find: /\b[a-z0-9.-]+(?::\d+)?\/[\w./-]+(?::[\w.-]+)(?:@sha256:[0-9a-f]+)?/, put: String.raw`[\w./:@-]{1,255}` },
  { name: 'path', type: 'path', find: /(?<![\w.:/])\/[\w.@%+=:,-]+(?:\/[\w.@%+=:,-]+)+/, put: String.raw`/[\w./@%+=:,-]{1,255}` },
  { name: 'pod', type: 'name', find: /\b[a-z][a-z0-9-]*-(?:[a-f0-9]{6,10}-)?[a-z0-9]{5}\b(?=.*)/, put: String.raw`[a-z0-9.-]{1,253}` },
  { name: 'duration', type: undefined, find: /\b\d+(?:\.\d+)?(?:ms|µs|ns|s|m|h)(?:\d+(?:\.\d+)?(?:ms|s|m))*\b/, put: String.raw`[\d.]+[a-zµ\d.]{1,12}` },
  { name: 'number', type: undefined, find: /\b\d{2,}(?:\.\d+)?\b/, put: String.raw`\d{1,12}(?:\.\d+)?` },
];

const prefixes = [
  /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d [\w.-]+ [\w@./-]+(?:\[\d+\])?: /,
  /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ [\w.-]+:\d+\] /,
  /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*\s+(?:std(?:out|err) [FP] )?/,
  /^time="[^"]*" level=\w+ msg=/,
  /^\s*(?:Warning|Normal)\s+\S+\s+\S+(?: \(x\d+ over \S+\))?\s+\S+\s+/,
];

/** Words that make a line the one that says what is wrong. */
const alarming =
  /\b(?:error|fail(?:ed|ure)?|cannot|can't|unable|refused|denied|forbidden|invalid|missing|timed out|timeout|not found|unknown|exceeded|already|panic|fatal)\b/i;

/** @throws {Error} where no line holds enough words of its own for a pattern. */
export function draftEntry(id: string, pasted: string): Draft {
  const lines = pasted.split(/\r?\n/).filter((line) => line.trim() !== '');
  const candidates = lines.toSorted((a, b) => score(b) - score(a)).slice(0, 5);
  for (const line of candidates) {
    const { pattern, captures } = patternOf(withoutPrefix(line.trim()));
    if (patternProblem(pattern) === undefined) return assemble(id, pasted, line.trim(), pattern, captures);
  }
  throw new Error('no line of this text has enough words of its own to be recognised by');
}

function score(line: string): number {
  return (
    (alarming.test(line) ? 10 : 0) +
    (/^[EF]\d{4} |level=(?:error|fatal)|\bERROR\b|"level":"(?:error|fatal)"/.test(line) ? 5 : 0) +
    Math.min(5, line.length / 60)
  );
}

function withoutPrefix(line: string): string {
  let rest = line;
  for (const prefix of [...prefixes, ...prefixes]) rest = rest.replace(prefix, '');
  return rest;
}

function patternOf(line: string): { readonly pattern: string; readonly captures: Readonly<Record<string, ValueType>> } {
  const captures: Record<string, ValueType> = {};
  const make = (text: string): string => {
    for (const rule of rules) {
      const found = rule.find.exec(text);
      if (found === null) continue;
      const before = text.slice(0, found.index);
      const after = text.slice(found.index + found[0].length);
      return make(before) + group(rule, found[0]) + make(after);
    }
    return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`).replaceAll(/ {2,}|\t+/g, String.raw`\s+`);
  };
  const group = ({ name, type, put }: Rule, value: string): string => {
    if (type === undefined || !checkValue(type, value).ok) return put;
    const taken = Object.keys(captures).filter((one) => one.replace(/\d+$/, '') === name).length;
    const own = taken === 0 ? name : `${name}${taken + 1}`;
    captures[own] = type;
    return `(?P<${own}>${put})`;
  };
  return { pattern: make(line.slice(0, 400)), captures };
}

function assemble(id: string, pasted: string, line: string, pattern: string, captures: Draft['captures']): Draft {
  const toWrite = { en: 'TO BE WRITTEN', zh: '待填写' };
  const entry = {
    id,
    kind: 'fault',
    status: 'draft',
    title: toWrite,
    summary: toWrite,
    impact: toWrite,
    severity: 'medium',
    ...(Object.keys(captures).length === 0 ? {} : { captures }),
    signatures: [{ id: 'as-pasted', pattern, strength: 'conclusive' }],
    keywords: [],
    causes: [{ id: 'first', text: toWrite }],
    manual: [{ text: toWrite }],
    references: [],
  };
  const tests = {
    match: [{ name: 'as pasted', source: { how: 'written' }, text: pasted.endsWith('\n') ? pasted : `${pasted}\n` }],
    'no-match': [],
    ask: [],
  };
  const options = { lineWidth: 160, blockQuote: 'literal', aliasDuplicateObjects: false } as const;
  return {
    entry: `# yaml-language-server: $schema=../entry.schema.json\n${stringify(entry, options)}`,
    tests: stringify(tests, options),
    pattern,
    captures,
    line,
  };
}
