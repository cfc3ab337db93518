/**
 * The one door to CEL, the expression language of Kubernetes itself: conditions of checks and guards, and the values in sentences.
 */
import { Environment } from '@marcbachmann/cel-js';
import type { Json } from './json.ts';

export type Evaluated = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly problem: string };
export type ParsedExpression = { readonly ok: true } | { readonly ok: false; readonly problem: string };

const environment = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false });
const compiled = new Map<string, ReturnType<Environment['parse']>>();

function compile(source: string): ReturnType<Environment['parse']> {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const expression = environment.parse(source);
  compiled.set(source, expression);
  return expression;
}

/** Whether the source is CEL; the problem names the place. */
export function parseExpression(source: string): ParsedExpression {
  try {
    compile(source);
    return { ok: true };
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * The value of an expression over JSON variables. Whole numbers are CEL ints, so that `result.count > 3` means what it says.
 * A field that is not there, or types that do not fit, are a problem, not an exception.
 */
export function evaluate(source: string, variables: Readonly<Record<string, Json>>): Evaluated {
  try {
    const context = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, toCel(value)]));
    return { ok: true, value: fromCel(compile(source)(context)) };
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) };
  }
}

const hole = /\{\{(.+?)\}\}/g;

/** The CEL expressions in a sentence. */
export function expressionsIn(sentence: string): readonly string[] {
  return [...sentence.matchAll(hole)].map((found) => (found[1] ?? '').trim());
}

/** A sentence with each `{{ CEL }}` replaced by its value: lists joined by commas, what cannot be evaluated as `?`. */
export function fillSentence(sentence: string, variables: Readonly<Record<string, Json>>): string {
  return sentence.replaceAll(hole, (_whole, source: string) => {
    const outcome = evaluate(source.trim(), variables);
    return outcome.ok ? spoken(outcome.value) : '?';
  });
}

function spoken(value: Json): string {
  if (value === null) return '?';
  if (typeof value === 'object') return (Array.isArray(value) ? value : Object.values(value)).map((item: Json | undefined) => spoken(item ?? null)).join(', ');
  return String(value);
}

function toCel(value: Json | undefined): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => toCel(item));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toCel(item)]));
}

function fromCel(value: unknown): Json {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => fromCel(item));
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [String(key), fromCel(item)]));
  if (typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromCel(item)]));
  throw new Error(`the expression gives a ${typeof value}, which is no JSON value`);
}
