/** Secrets in data: a string's own form, the name beside it, and the strings around it tell what is one. */
import type { Json } from '#knowledge/json.ts';

type Redact = (text: string) => string;

/** The value with its secrets out and its form as it was. */
export function redactJson(value: Json, redact: Redact): Json {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null) return value;
  return byNames(byText(value, redact), redact);
}

/** Each string as a text of its own; a list of lines as one text, since a key goes over many of them. */
function byText(value: Json, redact: Redact): Json {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return isLines(value) ? redact(value.join('\n')).split('\n') : value.map((one) => byText(one, redact));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, member === undefined ? undefined : byText(member, redact)]));
}

/** The whole as a text, in which names stand beside their values; where that spoils the form, each value beside its own name. */
function byNames(value: Json, redact: Redact): Json {
  const text = JSON.stringify(value);
  const cleaned = redact(text);
  if (cleaned === text) return value;
  try {
    return JSON.parse(cleaned) as Json;
  } catch {
    return eachByName(value, redact);
  }
}

function eachByName(value: Json, redact: Redact): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map((one) => eachByName(one, redact));
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      if (typeof member !== 'string') return [name, member === undefined ? undefined : eachByName(member, redact)];
      const text = JSON.stringify({ [name]: member });
      return [name, redact(text) === text ? member : '[redacted: secret]'];
    }),
  );
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isLines(list: readonly Json[]): list is readonly string[] {
  return list.length > 1 && list.every((one) => typeof one === 'string' && !one.includes('\n'));
}
