/**
 * A line as proof: cut to what can be read, its secrets out, its mark where the match stands.
 */
import type { Redacted, Redactor } from '#redaction/redact.ts';
import type { Evidence } from './diagnosis.ts';
import type { Hit } from './signatures.ts';

const longestText = 1000;
/** How much of the room stands before the match, at most. */
const lead = 300;

export type Shown = { readonly proof: Pick<Evidence, 'text' | 'mark'>; readonly values: ReadonlyMap<string, string> };

/** What may be shown of a match. @param pasted The line, or what is at hand of a very long one, with a margin that is cut off again. */
export function shownOf(redactor: Redactor, pasted: string, hit: Pick<Hit, 'from' | 'to' | 'values'>): Shown {
  const line = pasted.replace(/\r+$/, '');
  const redacted = redactor.redactWithMap(line);
  return { proof: proofOf(redacted, line, hit), values: openValues(redactor, redacted.text, line, hit.values) };
}

function proofOf({ text, at }: Redacted, line: string, { from, to }: Pick<Hit, 'from' | 'to'>): Shown['proof'] {
  const mark = { from: at(Math.min(from, line.length)), to: at(Math.min(to, line.length)) };
  if (mark.to < mark.from) mark.to = mark.from;

  let start = text.length <= longestText ? 0 : Math.max(0, Math.min(mark.from - lead, text.length - longestText));
  let end = Math.min(text.length, start + longestText);
  if (start > 0 && isLowSurrogate(text, start)) start++;
  if (end < text.length && isLowSurrogate(text, end)) end--;
  const within = (offset: number): number => Math.max(0, Math.min(offset, end) - start);
  return { text: showable(text.slice(start, end)), mark: { from: within(mark.from), to: within(mark.to) } };
}

/** The values of a line without those that are a secret, or a part of one: a value that is handed on is shown, stored and typed. */
function openValues(redactor: Redactor, clean: string, line: string, values: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  if (clean === line) return values;
  return new Map([...values].filter(([, value]) => clean.includes(value) || (!line.includes(value) && !redactor.finds(value))));
}

function isLowSurrogate(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00;
}

/** Control characters as their pictures and what would turn the reading direction as a blank box, one for one, so that marks stay. */
function showable(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\u0000-\u0008\u000A-\u001F]/g, (control) => String.fromCharCode(0x2400 + control.charCodeAt(0)))
    .replaceAll(/[\u007F\u0080-\u009F]/g, '\u2421')
    .replaceAll(/[\u202A-\u202E\u2066-\u2069]/g, '\uFFFD');
}
