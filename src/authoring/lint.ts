/** What is wrong with entries beyond their form: what a careful reviewer would send back, told by file, line and field. */
import type { Engine } from '#diagnosis/diagnosis.ts';
import { patternProblem } from '#diagnosis/compile.ts';
import type { EntryId } from '#knowledge/ids.ts';
import type { Origin } from '#knowledge/load.ts';
import { readSource } from '#knowledge/load.ts';
import { type Entry, EntrySchema, type StepTemplate } from '#knowledge/schema.ts';
import type { Problem, Source } from '#knowledge/sources.ts';
import { backtracking } from './backtracking.ts';
import type { EntryTests } from './samples.ts';
import { leastSamples, untranslated } from './stats.ts';

export type LintInput = {
  readonly engine: Engine;
  readonly origins: ReadonlyMap<EntryId, Origin>;
  readonly tests: ReadonlyMap<EntryId, EntryTests>;
  /** Texts on which no entry may speak, by name. */
  readonly healthy: ReadonlyMap<string, string>;
  /** The entries to look at; all where none is named. */
  readonly only?: ReadonlySet<string>;
};

/** Patterns of which no engine can be made; while there are any, nothing else can be looked at. */
export async function patternProblems(origins: ReadonlyMap<EntryId, Origin>): Promise<readonly Problem[]> {
  const sources = await Promise.all([...origins.values()].map((origin) => readSource(origin.folder, origin.file, EntrySchema)));
  return sources.flatMap((source) => {
    if (!('value' in source)) return source;
    return source.value.signatures.flatMap(({ pattern }, index) => {
      const wrong = patternProblem(pattern);
      return wrong === undefined ? [] : [source.at(['signatures', index, 'pattern'], wrong)];
    });
  });
}

/** Looks at every entry, alone and beside the others. */
export async function lint(input: LintInput): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  const sources = new Map<EntryId, Source<Entry>>();
  for (const [id, origin] of input.origins) {
    const source = await readSource(origin.folder, origin.file, EntrySchema);
    if ('value' in source) sources.set(id, source);
  }
  const wanted = (id: EntryId): boolean => input.only === undefined || input.only.has(id);
  for (const [id, source] of sources) if (wanted(id)) problems.push(...alone(source, input.tests.get(id)));
  for (const [id, source] of sources) if (wanted(id)) problems.push(...unknownAnswers(source, input.tests.get(id), input.origins));
  problems.push(...(await besideOthers(input, sources, wanted)), ...(await onHealthy(input, sources, wanted)));
  return problems.toSorted((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

function alone({ value: entry, at }: Source<Entry>, tests: EntryTests | undefined): readonly Problem[] {
  return [
    ...untranslated(entry).map((path) => at(path, 'holds no Chinese: translate it')),
    ...entry.signatures.flatMap(({ pattern, unless }, index) => {
      const wrong = backtracking(pattern) ?? (unless === undefined ? undefined : backtracking(unless));
      return wrong === undefined ? [] : [at(['signatures', index, 'pattern'], wrong)];
    }),
    ...(['signatures', 'checks', 'remediations', 'causes'] as const).flatMap((list) => {
      const ids = entry[list].map((one) => one.id);
      return ids.flatMap((id, index) => (ids.indexOf(id) < index ? [at([list, index, 'id'], `${id} is there twice`)] : []));
    }),
    ...cannotBeSeen({ value: entry, at }),
    ...entry.remediations.flatMap(({ steps, undo, risk }, index) => {
      const here = ['remediations', index];
      const all = [...steps, ...(undo.kind === 'steps' ? undo.steps : [])];
      return [
        ...all.flatMap((step) => shellIn(step).map((what) => at([...here, 'steps'], what))),
        ...(risk !== 'destructive' && all.some(destroys) ? [at([...here, 'risk'], 'destroys what cannot be brought back: its risk is destructive')] : []),
      ];
    }),
    ...(entry.manual.length === 0 && entry.remediations.length === 0 ? [at(['id'], 'says nothing of what to do: write manual steps or a remediation')] : []),
    ...(entry.references.length === 0 ? [at(['references'], 'names no source')] : []),
    ...sampleProblems({ value: entry, at }, tests),
  ];
}

/** One hint says nothing, and hints are all there is. */
function cannotBeSeen({ value: entry, at }: Pick<Source<Entry>, 'value' | 'at'>): readonly Problem[] {
  const hopeless = entry.signatures.length === 1 && entry.signatures[0]?.strength === 'hint' && entry.combinations.length === 0;
  return hopeless ? [at(['signatures', 0, 'strength'], 'a single hint finds nothing: it takes two, or a stronger one')] : [];
}

function sampleProblems({ value: entry, at }: Pick<Source<Entry>, 'value' | 'at'>, tests: EntryTests | undefined): readonly Problem[] {
  if (tests === undefined) return [];
  const few = (['match', 'no-match'] as const).flatMap((kind) =>
    tests[kind].length < leastSamples[kind] ? [at(['id'], `has ${tests[kind].length} ${kind} samples beside it, fewer than ${leastSamples[kind]}`)] : [],
  );
  const asked = (chinese: boolean): boolean => tests.ask.some((question) => /\p{Script=Han}/u.test(question) === chinese);
  return [
    ...few,
    ...(asked(true) ? [] : [at(['id'], 'has no question in Chinese beside it')]),
    ...(asked(false) ? [] : [at(['id'], 'has no question in English beside it')]),
    ...(entry.status === 'proven' && !tests.match.some((sample) => sample.source.how === 'produced')
      ? [at(['status'], 'is not proven: no sample was produced by a real component')]
      : []),
  ];
}

function unknownAnswers({ at }: Pick<Source<Entry>, 'at'>, tests: EntryTests | undefined, known: LintInput['origins']): readonly Problem[] {
  const accepted = [...(tests?.match ?? []), ...(tests?.['no-match'] ?? [])].flatMap(({ name, accepts }) => accepts.map((id) => ({ name, id })));
  return accepted.flatMap(({ name, id }) => (known.has(id) ? [] : [at(['id'], `the sample "${name}" beside it accepts ${id}, which is no entry`)]));
}

const shells = new Set(['sh', 'bash', 'zsh', 'dash', 'ash', 'eval', 'xargs']);

function shellIn(step: StepTemplate): readonly string[] {
  if (step.on !== 'node') return [];
  const [program = '', ...words] = step.argv;
  const name = program.split('/').at(-1) ?? '';
  return [
    ...(shells.has(name) ? [`runs ${name}: a command is an argv list, not a line for a shell`] : []),
    ...words
      .filter((word) => /^(?:\||\|\||&&|;|>{1,2}|<)$|\$\(|`/.test(word))
      .map((word) => `${word} means nothing without a shell: make it a step of its own`),
  ];
}

/** Deletes recursively, empties tables of rules, or takes a node or a member out for good. */
function destroys(step: StepTemplate): boolean {
  if (step.on !== 'node') return false;
  const line = step.argv.join(' ');
  return /^(?:\S*\/)?(?:rm (?:\S+ )*-\S*r|ip6?tables (?:\S+ )*(?:-F|-X|--flush)\b|kubeadm reset\b|mkfs|wipefs|dd )/.test(line);
}

async function besideOthers(
  { engine, tests }: LintInput,
  sources: ReadonlyMap<EntryId, Source<Entry>>,
  wanted: (id: EntryId) => boolean,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const [id, { match }] of tests) {
    for (const sample of match) {
      const { matches } = await engine.diagnose(sample.text);
      const [first] = matches;
      if (first === undefined || first.entry === id || !(wanted(first.entry) || wanted(id))) continue;
      const source = sources.get(first.entry);
      const index = source?.value.signatures.findIndex((one) => one.id === first.evidence[0]?.signature) ?? -1;
      if (source !== undefined)
        problems.push(source.at(['signatures', Math.max(0, index), 'pattern'], `matches an example of ${id} ("${sample.name}") better than that entry does`));
    }
  }
  return problems;
}

async function onHealthy(
  { engine, healthy }: LintInput,
  sources: ReadonlyMap<EntryId, Source<Entry>>,
  wanted: (id: EntryId) => boolean,
): Promise<readonly Problem[]> {
  const problems = new Map<string, Problem>();
  for (const [name, text] of healthy) {
    const { matches, speaks } = await engine.diagnose(text);
    for (const { entry, evidence } of speaks ? matches : []) {
      const source = sources.get(entry);
      if (source === undefined || !wanted(entry)) continue;
      for (const { signature, line, text: said } of evidence) {
        const index = source.value.signatures.findIndex((one) => one.id === signature);
        if (source.value.signatures[index]?.strength !== 'conclusive') continue;
        const key = `${entry} ${signature}`;
        if (!problems.has(key))
          problems.set(key, source.at(['signatures', index, 'pattern'], `matches what is no fault (${name}, line ${line}): ${said.slice(0, 120)}`));
      }
    }
  }
  return [...problems.values()];
}
