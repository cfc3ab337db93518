/**
 * From a typed result to a verdict in words: pure, so that an entry's tests can hold every verdict of every check.
 */
import { evaluate, fillSentence } from '#knowledge/expression.ts';
import type { Json } from '#knowledge/json.ts';
import type { Check, Entry } from '#knowledge/schema.ts';
import { checkValue } from '#knowledge/values.ts';
import type { Text } from '#language/text.ts';
import { declaredTypes, type Values } from './values.ts';

export type Judgement = {
  readonly verdict: 'confirmed' | 'refuted' | 'inconclusive';
  readonly says: Text;
  readonly provides: Values;
};

const unsaid: Record<'refuted' | 'inconclusive', Text> = {
  refuted: { en: 'Not the case.', zh: '并非如此。' },
  inconclusive: { en: 'The result settles nothing.', zh: '结果不能说明问题。' },
};

/**
 * Judges one result. Both expressions are evaluated; exactly one of them must be true, anything else is inconclusive,
 * never a default. An expression that fails on this result (a field that is not there) counts as not true.
 * @param known The verdict where it was given before, on the result as it came; words and values are then of this one.
 */
export function judge(entry: Entry, check: Check, result: Json, values: Values, known?: Judgement['verdict']): Judgement {
  const variables: Record<string, Json> = { ...Object.fromEntries(Object.keys(declaredTypes(entry)).map((name) => [name, null])), ...values, result };
  const confirmed = holds(check.confirms, variables);
  const refuted = holds(check.refutes, variables);
  const verdict = known ?? (confirmed === refuted ? 'inconclusive' : confirmed ? 'confirmed' : 'refuted');
  return { verdict, says: words(check, verdict, variables), provides: verdict === 'inconclusive' ? {} : provided(entry, check, variables) };
}

/** Whether a CEL condition is true of these variables; a condition that cannot be evaluated is not. */
export function holds(source: string | undefined, variables: Readonly<Record<string, Json>>): boolean {
  if (source === undefined) return false;
  const outcome = evaluate(source, variables);
  return outcome.ok && outcome.value === true;
}

function words(check: Check, verdict: Judgement['verdict'], variables: Readonly<Record<string, Json>>): Text {
  const template = verdict === 'confirmed' ? check.says : (check.says[verdict] ?? unsaid[verdict]);
  return { en: fillSentence(template.en, variables), zh: fillSentence(template.zh, variables) };
}

/** Values that a check hands on; one that is empty or does not fit its type is not handed on. */
function provided(entry: Entry, check: Check, variables: Readonly<Record<string, Json>>): Values {
  const types = declaredTypes(entry);
  const found: Record<string, string> = {};
  for (const [name, source] of Object.entries(check.provides)) {
    const outcome = evaluate(source, variables);
    const type = types[name];
    if (!outcome.ok || type === undefined || (typeof outcome.value !== 'string' && typeof outcome.value !== 'number')) continue;
    const checked = checkValue(type, String(outcome.value));
    if (checked.ok) found[name] = checked.value;
  }
  return found;
}
