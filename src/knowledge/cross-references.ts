/** What one file says of another, and what its own parts say of each other: names that lead nowhere, types that differ, patterns and expressions that are none. */
import { RE2JS } from 're2js';
import { expressionsIn, parseExpression } from './expression.ts';
import type { Entry, Probe, StepTemplate } from './schema.ts';
import type { Problem, Source, Sources } from './sources.ts';
import { placeholders } from './template.ts';
import type { ValueType } from './values.ts';

type Path = readonly PropertyKey[];
type Types = Readonly<Record<string, ValueType>>;

/** @param published Ids that may be referred to although no file here defines them. */
export function crossProblems(sources: Sources, published: ReadonlySet<string> = new Set()): readonly Problem[] {
  const probes = new Map(sources.probes.map(({ value }) => [value.id as string, value]));
  const guards = new Set(sources.guards.map(({ value }) => value.id));
  const actions = new Map(sources.actions.map(({ value }) => [value.id as string, value]));
  const ids = new Set([...published, ...sources.entries.map(({ value }) => value.id as string)]);
  return [
    ...sources.entries.flatMap((source) => entryProblems(source, probes, guards, actions, ids)),
    ...sources.probes.flatMap((source) => probeProblems(source)),
    ...sources.guards.flatMap(({ value, at }) => [
      ...celProblems(at, ['holds'], value.holds),
      ...(probes.has(value.probe) ? [] : [at(['probe'], `there is no probe ${value.probe}`)]),
    ]),
  ];
}

function probeProblems({ value, at }: Source<Probe>): readonly Problem[] {
  const templates = value.on === 'node' ? value.run.argv : Object.values(value.read).filter((one) => typeof one === 'string');
  const field = value.on === 'node' ? ['run', 'argv'] : ['read'];
  return templates.flatMap((template) =>
    placeholders(template).flatMap((name) => (Object.hasOwn(value.params, name) ? [] : [at(field, `{{${name}}} is not among the params`)])),
  );
}

function entryProblems(
  { value: entry, at }: Source<Entry>,
  probes: ReadonlyMap<string, Probe>,
  guards: ReadonlySet<string>,
  actions: ReadonlyMap<string, { readonly params: Types; readonly on: string }>,
  ids: ReadonlySet<string>,
): readonly Problem[] {
  const types: Types = { ...entry.captures, ...Object.fromEntries(Object.entries(entry.inputs).map(([name, input]) => [name, input.type])) };
  const checks = new Set(entry.checks.map((check) => check.id));
  const noCheck = (path: Path, id: string): readonly Problem[] => (checks.has(id) ? [] : [at(path, `there is no check ${id} in this entry`)]);
  const noEntry = (path: Path, id: string): readonly Problem[] => (ids.has(id) ? [] : [at(path, `there is no entry ${id}`)]);
  const bindings = (path: Path, given: Readonly<Record<string, string>>, params: Types): readonly Problem[] => [
    ...Object.keys(params).flatMap((name) => (Object.hasOwn(given, name) ? [] : [at(path, `the parameter ${name} is not set`)])),
    ...Object.entries(given).flatMap(([name, template]) => {
      if (!Object.hasOwn(params, name)) return [at([...path, name], `there is no parameter ${name}`)];
      const used = placeholders(template);
      return used.flatMap((one) => {
        if (!Object.hasOwn(types, one)) return [at([...path, name], `{{${one}}} is declared neither in captures nor in inputs`)];
        const whole = template.trim() === `{{${one}}}` || template.trim() === `{{ ${one} }}`;
        return whole && types[one] !== params[name]
          ? [at([...path, name], `${one} is of type ${types[one]}, the parameter ${name} of type ${params[name]}`)]
          : [];
      });
    }),
  ];
  const steps = (path: Path, list: readonly StepTemplate[]): readonly Problem[] =>
    list.flatMap((step, index) => {
      const here = [...path, index];
      if (step.on === 'node')
        return step.argv.flatMap((word, position) =>
          placeholders(word).flatMap((name) => (Object.hasOwn(types, name) ? [] : [at([...here, 'argv', position], `{{${name}}} is not declared`)])),
        );
      const action = actions.get(step.action);
      if (action === undefined || action.on !== 'cluster') return [at([...here, 'action'], `there is no action ${step.action} for a cluster`)];
      return bindings([...here, 'with'], step.with, action.params);
    });
  return [
    ...signatureProblems({ value: entry, at }),
    ...entry.checks.flatMap((check, index) => {
      const here = ['checks', index];
      const probe = probes.get(check.probe);
      const sentences = [check.says, check.says.refuted, check.says.inconclusive].filter((one) => one !== undefined);
      return [
        ...(probe === undefined ? [at([...here, 'probe'], `there is no probe ${check.probe}`)] : bindings([...here, 'with'], check.with, probe.params)),
        ...(check.confirms === undefined ? [] : celProblems(at, [...here, 'confirms'], check.confirms)),
        ...(check.refutes === undefined ? [] : celProblems(at, [...here, 'refutes'], check.refutes)),
        ...sentences.flatMap((text) => [...expressionsIn(text.en), ...expressionsIn(text.zh)].flatMap((source) => celProblems(at, [...here, 'says'], source))),
        ...Object.entries(check.provides).flatMap(([name, source]) => [
          ...(Object.hasOwn(types, name) ? [] : [at([...here, 'provides', name], `${name} is declared neither in captures nor in inputs`)]),
          ...celProblems(at, [...here, 'provides', name], source),
        ]),
      ];
    }),
    ...entry.causes.flatMap((cause, index) => (cause['confirmed-by'] === undefined ? [] : noCheck(['causes', index, 'confirmed-by'], cause['confirmed-by']))),
    ...entry.remediations.flatMap((remediation, index) => {
      const here = ['remediations', index];
      return [
        ...remediation.requires.flatMap((id, position) => noCheck([...here, 'requires', position], id)),
        ...remediation.verify.flatMap((id, position) => noCheck([...here, 'verify', position], id)),
        ...remediation.guards.flatMap((id, position) => (guards.has(id) ? [] : [at([...here, 'guards', position], `there is no guard ${id}`)])),
        ...steps([...here, 'steps'], remediation.steps),
        ...(remediation.undo.kind === 'steps' ? steps([...here, 'undo', 'steps'], remediation.undo.steps) : []),
      ];
    }),
    ...entry['look-alikes'].flatMap((other, index) => noEntry(['look-alikes', index, 'entry'], other.entry)),
    ...entry.related.flatMap((other, index) => noEntry(['related', index, 'id'], other.id)),
  ];
}

function signatureProblems({ value: entry, at }: Pick<Source<Entry>, 'value' | 'at'>): readonly Problem[] {
  const captured = new Set<string>();
  const problems = entry.signatures.flatMap((signature, index) => {
    const path = ['signatures', index, 'pattern'];
    const wrong = [expressionProblem(signature.pattern), signature.unless === undefined ? undefined : expressionProblem(signature.unless)];
    if (wrong[0] !== undefined) return [at(path, wrong[0])];
    if (wrong[1] !== undefined) return [at(['signatures', index, 'unless'], wrong[1])];
    const names = [...signature.pattern.matchAll(/\(\?P?<([A-Za-z]\w*)>/g)].map((found) => found[1] ?? '');
    for (const name of names) captured.add(name);
    return names.flatMap((name) => (Object.hasOwn(entry.captures, name) ? [] : [at(path, `the group ${name} has no type: add it to captures`)]));
  });
  const names = new Set(entry.signatures.map(({ id }) => id));
  const unknown = entry.combinations.flatMap((combination, index) =>
    (['all', 'any', 'not'] as const).flatMap((field) =>
      combination[field].flatMap((id, position) =>
        names.has(id) ? [] : [at(['combinations', index, field, position], `there is no signature ${id} in this entry`)],
      ),
    ),
  );
  const idle = Object.keys(entry.captures).filter((name) => !captured.has(name));
  return [...problems, ...unknown, ...idle.map((name) => at(['captures', name], `no pattern captures ${name}: move it to inputs`))];
}

function expressionProblem(source: string): string | undefined {
  try {
    RE2JS.compile(source);
    return undefined;
  } catch (error) {
    return `is no RE2 expression: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function celProblems(at: Source<unknown>['at'], path: Path, source: string): readonly Problem[] {
  const parsed = parseExpression(source);
  return parsed.ok ? [] : [at(path, `is no CEL expression: ${parsed.problem.split('\n')[0] ?? ''}`)];
}
