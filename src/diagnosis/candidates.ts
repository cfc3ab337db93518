/**
 * Where in a stretch a signature may match: the literals in the bytes as they are, in lines that cleaning would change, and, in a
 * paste, across line breaks that a terminal made.
 */
import type { Stretch } from './blocks.ts';
import type { Filter } from './filter.ts';
import { placeAt } from './lines.ts';
import { asPasted, clean } from './normalise.ts';
import type { Signatures } from './signatures.ts';

/** A pair of numbers in one, so that a list of them sorts as fast as numbers do; a stretch has less than 2²⁰ bytes. */
export type Candidate = number;

const literalRange = 2 ** 20;

export function positionOf(candidate: Candidate): number {
  return Math.floor(candidate / literalRange);
}

export function literalOf(candidate: Candidate): number {
  return candidate % literalRange;
}

export type Survey = {
  /** In the order of their positions. */
  readonly candidates: readonly Candidate[];
  /** From the stretch's `from` on, every byte is a character. */
  readonly isAscii: boolean;
  /** How many line breaks stand between the stretch's `from` and a position. */
  readonly breaksBefore: (position: number) => number;
};

type Add = (position: number, literal: number) => void;

/** All at once and without a pause, for everybody shares the filter. */
export function survey({ filter, longestLiteral, lengthOf }: Signatures, stretch: Stretch): Survey {
  const found: Candidate[] = [];
  const add: Add = (position, literal) => {
    if (position >= stretch.from && position < stretch.end) found.push(position * literalRange + literal);
  };
  filter.take(stretch.bytes.subarray(0, stretch.limit));
  filter.occurrences(add);
  const parts = partsOf(filter, stretch);
  const disturbed = disturbedPlaces(filter, stretch, parts);
  if (disturbed.size > 0) scanDisturbed(filter, stretch, disturbed, longestLiteral, add);
  if (stretch.whole) scanWrapped(filter, stretch, lengthOf, add);
  const isAscii = !parts.some(({ odd }) => odd);
  return { isAscii, candidates: found.length < 2 ? found : Array.from(Float64Array.from(found).sort()), breaksBefore: breaksIn(stretch, parts) };
}

/** So many bytes are surveyed together. */
const partLength = 4096;

type Part = { readonly from: number; readonly to: number; readonly breaksBefore: number; readonly odd: boolean };

function partsOf(filter: Filter, { from, limit }: Stretch): readonly Part[] {
  const parts: Part[] = [];
  let breaksBefore = 0;
  for (let at = from; at < limit; at += partLength) {
    const to = Math.min(limit, at + partLength);
    const { breaks, odd } = filter.survey(at, to);
    parts.push({ from: at, to, breaksBefore, odd });
    breaksBefore += breaks;
  }
  return parts;
}

function breaksIn({ bytes, from }: Stretch, parts: readonly Part[]): Survey['breaksBefore'] {
  return (position) => {
    const part = parts[Math.min(parts.length - 1, Math.max(0, Math.floor((position - from) / partLength)))];
    if (part === undefined) return 0;
    const rest = bytes.subarray(part.from, Math.max(part.from, position));
    let count = part.breaksBefore;
    for (let at = rest.indexOf(0x0a); at >= 0; at = rest.indexOf(0x0a, at + 1)) count++;
    return count;
  };
}

/** By where the line, or the window of a long one, begins: a place in it that cleaning would change. */
function disturbedPlaces(filter: Filter, stretch: Stretch, parts: readonly Part[]): ReadonlyMap<number, number> {
  const places = new Map<number, number>();
  let next = stretch.from;
  for (const { from, to, odd } of parts) {
    if (!odd) continue;
    while (next < Math.min(to, stretch.end)) {
      const at = filter.disturbance(Math.max(from, next), to);
      if (at < 0 || at >= stretch.end) break;
      const place = placeAt(stretch, at);
      places.set(place.from, at);
      next = place.long ? at + Math.floor((place.to - at) / 2) + 1 : place.to + 1;
    }
  }
  return places;
}

function scanDisturbed(filter: Filter, stretch: Stretch, places: ReadonlyMap<number, number>, longestLiteral: number, add: Add): void {
  const texts: Buffer[] = [];
  const starts: number[] = [];
  const positions: number[] = [];
  let length = 0;
  for (const [, position] of places) {
    const { from, to } = placeAt(stretch, position);
    const text = Buffer.from(`${clean(asPasted(stretch.bytes.toString('utf8', from, to))).text}\n`);
    texts.push(text);
    starts.push(length);
    positions.push(position);
    length += text.byteLength;
  }
  const all = Buffer.concat(texts);
  for (let at = 0; at < length; at += filter.capacity - longestLiteral) {
    filter.take(all.subarray(at, at + filter.capacity));
    filter.occurrences((position, literal) => add(positions[lastAtMost(starts, at + position)] ?? 0, literal));
  }
}

/** Finds only what a line break divides: everything else is found already. */
function scanWrapped(filter: Filter, { bytes, limit }: Stretch, lengthOf: Signatures['lengthOf'], add: Add): void {
  const breaks: number[] = [];
  for (let at = bytes.indexOf(0x0a); at >= 0 && at < limit; at = bytes.indexOf(0x0a, at + 1)) breaks.push(at);
  if (breaks.length === 0 || (breaks.length === 1 && breaks[0] === limit - 1)) return;

  // Cut between words: the break stands for a space.
  const spaced = Buffer.from(bytes.subarray(0, limit));
  for (const at of breaks) spaced[at] = 0x20;
  filter.take(spaced);
  filter.occurrences((position, literal) => {
    const next = bytes.indexOf(0x0a, position);
    if (next >= 0 && next < position + lengthOf(literal)) add(position, literal);
  });

  // Cut anywhere: the break stands for nothing. Where each line begins, without the breaks and with them.
  const joined = Buffer.alloc(limit);
  const starts: number[] = [];
  const origins: number[] = [];
  let length = 0;
  let from = 0;
  for (const at of [...breaks, limit]) {
    const to = at > from && bytes[at - 1] === 0x0d ? at - 1 : at;
    starts.push(length);
    origins.push(from);
    length += bytes.copy(joined, length, from, to);
    from = at + 1;
  }
  filter.take(joined.subarray(0, length));
  filter.occurrences((position, literal) => {
    const line = lastAtMost(starts, position);
    const next = starts[line + 1];
    if (next !== undefined && position + lengthOf(literal) > next) add((origins[line] ?? 0) + position - (starts[line] ?? 0), literal);
  });
}

/** The index of the last of the ascending numbers that is not greater. */
function lastAtMost(numbers: readonly number[], value: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((numbers[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
