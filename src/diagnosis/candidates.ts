/**
 * Where in a stretch a signature may match: the literals in the bytes as they are, in lines that cleaning would change, and, in a
 * paste, across line breaks that a terminal made.
 */
import type { Stretch } from './blocks.ts';
import { blockOf, type Filter } from './filter.ts';
import { placeAt } from './lines.ts';
import { asPasted, clean, disturbances } from './normalise.ts';
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

/** In the order of their positions. */
export function candidatesIn({ filter, literals }: Signatures, stretch: Stretch): readonly Candidate[] {
  const found: Candidate[] = [];
  const add = (position: number, literal: number): void => {
    if (position >= stretch.from && position < stretch.end) found.push(position * literalRange + literal);
  };
  filter.scan(stretch, stretch.limit, add);
  scanDisturbed(filter, stretch, add);
  if (stretch.whole) scanWrapped(filter, stretch, (literal) => literals[literal]?.bytes.length ?? 0, add);
  return found.length < 2 ? found : Array.from(Float64Array.from(found).sort());
}

function scanDisturbed(filter: Filter, stretch: Stretch, add: (position: number, literal: number) => void): void {
  const readable = stretch.bytes.subarray(0, stretch.limit);
  const places = new Map<number, number>();
  for (const mark of disturbances) {
    let at = readable.indexOf(mark, stretch.from);
    while (at >= 0 && at < stretch.end) {
      const place = placeAt(stretch, at);
      places.set(place.from, at);
      at = readable.indexOf(mark, place.long ? at + (place.to - at) / 2 + 1 : place.to + 1);
    }
  }
  if (places.size === 0) return;

  const texts: Buffer[] = [];
  const starts: number[] = [];
  const positions: number[] = [];
  let length = 0;
  for (const [, position] of places) {
    const { from, to } = placeAt(stretch, position);
    const text = Buffer.from(`${clean(asPasted(readable.toString('utf8', from, to))).text}\n`);
    texts.push(text);
    starts.push(length);
    positions.push(position);
    length += text.byteLength;
  }
  filter.scan(blockOf(Buffer.concat(texts)), length, (position, literal) => add(positions[lastAtMost(starts, position)] ?? 0, literal));
}

/** Finds only what a line break divides: everything else is found already. */
function scanWrapped(filter: Filter, { bytes, limit }: Stretch, lengthOf: (literal: number) => number, add: (position: number, literal: number) => void): void {
  const breaks: number[] = [];
  for (let at = bytes.indexOf(0x0a); at >= 0 && at < limit; at = bytes.indexOf(0x0a, at + 1)) breaks.push(at);
  if (breaks.length === 0 || (breaks.length === 1 && breaks[0] === limit - 1)) return;

  // Cut between words: the break stands for a space.
  const spaced = Buffer.from(bytes.subarray(0, limit));
  for (const at of breaks) spaced[at] = 0x20;
  filter.scan(blockOf(spaced), limit, (position, literal) => {
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
  filter.scan(blockOf(joined), length, (position, literal) => {
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
