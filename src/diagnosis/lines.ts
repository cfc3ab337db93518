/**
 * Lines of a stretch, decoded when somebody wants to read them, and as the different texts that a pattern may be meant for.
 */
import { reach, type Stretch } from './blocks.ts';
import { asPasted, clean, type Line, unescape } from './normalise.ts';
import { componentOf, linesWithin, withoutPrefix } from './prefix.ts';

/** A line longer than this is read only around the place that is looked at. Bytes. */
export const longLine = reach;

/** Where a line, or the window of a long one, stands in the stretch's bytes; its line break is not part of it. */
export type Place = { readonly from: number; readonly to: number; readonly long: boolean };

export function placeAt({ bytes, from, limit, continues }: Stretch, position: number): Place {
  const earliest = Math.max(0, position - longLine);
  const before = bytes.subarray(earliest, position).lastIndexOf(0x0a);
  const startKnown = before >= 0 || (earliest === 0 && from === 0);
  const start = before >= 0 ? earliest + before + 1 : earliest;

  const latest = Math.min(limit, position + longLine);
  const after = bytes.subarray(position, latest).indexOf(0x0a);
  const endKnown = after >= 0 || (latest === limit && !continues);
  const end = after >= 0 ? position + after : latest;

  if (startKnown && endKnown && end - start <= longLine) return { from: start, to: end, long: false };
  return {
    from: afterCharacter(bytes, Math.max(start, position - longLine / 2), position),
    to: beforeCharacter(bytes, Math.min(end, position + longLine / 2), position, limit),
    long: true,
  };
}

/** A place that does not begin in the middle of a character's bytes. */
function afterCharacter(bytes: Uint8Array, at: number, latest: number): number {
  let start = at;
  while (start < latest && start < at + 3 && isContinuation(bytes[start])) start++;
  return start;
}

function beforeCharacter(bytes: Uint8Array, at: number, earliest: number, limit: number): number {
  let end = at;
  while (end > earliest && end > at - 3 && end < limit && isContinuation(bytes[end])) end--;
  return end;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

/** One pasted line and the texts to try a pattern on, each made when it is first asked for. */
export type Reading = {
  readonly pasted: string;
  /** In the order of trying, until there is none; the texts without prefixes only where line ends matter. */
  readonly text: (index: number, anchored: boolean) => Line | undefined;
  readonly component: () => string | undefined;
};

export function readingOf(pasted: string): Reading {
  const cleaned = clean(asPasted(pasted));
  let plain: readonly Line[] | undefined;
  let bare: readonly Line[] | undefined;
  let component: { readonly name: string | undefined } | undefined;
  return {
    pasted,
    text: (index, anchored) => {
      if (index === 0) return cleaned;
      plain ??= cleaned.text.includes('\\') ? [cleaned, unescape(cleaned)] : [cleaned];
      if (!anchored || index < plain.length) return plain[index];
      return (bare ??= [...plain, ...inner(cleaned)])[index];
    },
    component: () => (component ??= { name: componentOf(cleaned) }).name,
  };
}

/** So many prefixes are taken off, and so many lines of an escaped message are tried. */
const mostPrefixes = 5;
const mostLines = 64;

function inner(line: Line): readonly Line[] {
  const found: Line[] = [];
  let last = line;
  for (let count = 0; count < mostPrefixes; count++) {
    const rest = withoutPrefix(last);
    if (rest === undefined) break;
    found.push(rest, unescape(rest));
    last = rest;
  }
  return [...found, ...linesWithin(unescape(last)).slice(0, mostLines)];
}
