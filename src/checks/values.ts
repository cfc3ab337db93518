/**
 * Which values a check needs, and binding them to a probe: every value passes its type here, on its way to a command.
 */
import { render } from '#knowledge/template.ts';
import type { Check, Entry, Probe } from '#knowledge/schema.ts';
import { checkValue, type ValueType } from '#knowledge/values.ts';
import type { Text } from '#language/text.ts';

export type Values = Readonly<Record<string, string>>;
/** What was said to be wrong with a value: its name, and why. */
export type Refusal = { readonly value: string; readonly text: Text };
export type Bound = { readonly ok: true; readonly values: Values } | { readonly ok: false; readonly refusal: Refusal };

/** The type of every value that an entry knows, captured or asked for. */
export function declaredTypes(entry: Entry): Readonly<Record<string, ValueType>> {
  const inputs = Object.entries(entry.inputs).map(([name, input]) => [name, input.type] as const);
  return { ...entry.captures, ...Object.fromEntries(inputs) };
}

/** The names in `{{…}}`. */
export function namesIn(templates: readonly string[]): ReadonlySet<string> {
  return new Set(templates.flatMap((template) => [...template.matchAll(/\{\{\s*([a-z][A-Za-z0-9]*)\s*\}\}/g)].map((found) => found[1] ?? '')));
}

/** The entry's values that a CEL expression mentions, as whole words outside of field selections. */
function namesInExpression(entry: Entry, source: string): readonly string[] {
  const bare = source.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
  return Object.keys(declaredTypes(entry)).filter((name) => new RegExp(`(?<![\\w.])${name}(?!\\w)`).test(bare));
}

/**
 * The values that somebody must give before an entry's checks can run: used by a check, and not provided by one before it.
 */
export function requiredValues(entry: Entry): readonly string[] {
  const provided = new Set<string>();
  const required = new Set<string>();
  for (const check of entry.checks) {
    for (const name of usedBy(entry, check)) if (!provided.has(name)) required.add(name);
    for (const name of Object.keys(check.provides)) provided.add(name);
  }
  return [...required];
}

function usedBy(entry: Entry, check: Check): ReadonlySet<string> {
  const expressions = [check.confirms, check.refutes].filter((source) => source !== undefined);
  return new Set([...namesIn(Object.values(check.with)), ...expressions.flatMap((source) => namesInExpression(entry, source))]);
}

/** Checks values against the types that the entry declares; a name that it does not declare is refused too. */
export function checkDeclared(entry: Entry, values: Values): Bound {
  const types = declaredTypes(entry);
  for (const [name, value] of Object.entries(values)) {
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    if (type === undefined) return refuse(name, `${entry.id} has no value called ${name}`, `${entry.id} 没有名为 ${name} 的值`);
    const checked = checkValue(type, value);
    if (!checked.ok) return refuse(name, `${name}: ${checked.problem}`, `${name}：${checked.problem}`);
  }
  return { ok: true, values };
}

/**
 * Fills the parameters of a probe, a guard or an action from the entry's values. Each filled parameter is checked against
 * the parameter's own type, so that nothing untyped can reach a command even where an entry and a probe disagree.
 */
export function bind(params: Probe['params'], templates: Readonly<Record<string, string>>, values: Values): Bound {
  const bound: Record<string, string> = {};
  for (const [name, type] of Object.entries(params)) {
    const template = templates[name];
    if (template === undefined) return refuse(name, `The parameter ${name} is not set`, `参数 ${name} 未设置`);
    const unknown = [...namesIn([template])].find((used) => !Object.hasOwn(values, used));
    if (unknown !== undefined) return refuse(unknown, `The value ${unknown} is not known`, `缺少值 ${unknown}`);
    const value = render(template, values);
    const checked = checkValue(type, value);
    if (!checked.ok) return refuse(name, `${name}: ${checked.problem}`, `${name}：${checked.problem}`);
    bound[name] = value;
  }
  return { ok: true, values: bound };
}

function refuse(value: string, en: string, zh: string): Bound {
  return { ok: false, refusal: { value, text: { en, zh } } };
}
