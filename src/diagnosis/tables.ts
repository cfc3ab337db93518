/**
 * The tables of the filter. A literal of ten bytes or more is found by looking at every fifth byte of the text: one of five
 * neighbouring six-byte grams of it stands there, wherever the literal begins. Shorter ones are found by one four-byte gram, looked
 * for at every byte. Grams are compared without regard to case, literals as each of them wants it.
 */

export type Literal = {
  readonly bytes: Uint8Array;
  /** ASCII letters match in either case. */
  readonly foldsCase: boolean;
};

/** How common the gram of this length is that begins there: literals are looked for by their rarest ones. */
export type Rarity = (bytes: Uint8Array, at: number, length: number) => number;

/** Plain data, to be kept on disk. Places are addresses in the kernel's memory. */
export type FilterTables = {
  /** What stands at the beginning of the memory. */
  readonly image: Uint8Array;
  readonly passes: readonly PassTables[];
  readonly longestLiteral: number;
};

export type PassTables = {
  readonly loop: 'sampled' | 'every';
  /** One byte a hash: whether a gram has it. */
  readonly map: number;
  /** What is left of the product of a gram and the multiplier when it is shifted so far is its hash. */
  readonly shift: number;
  /** By the hash's upper bits: where the rows of its bucket begin. A row: gram, literal, offset and length, number of the literal. */
  readonly heads: number;
  readonly headShift: number;
};

type Loop = { readonly loop: PassTables['loop']; readonly gramLength: number; readonly grams: number };

const sampled: Loop = { loop: 'sampled', gramLength: 6, grams: 5 };
const every: Loop = { loop: 'every', gramLength: 4, grams: 1 };
/** What a literal costs in either pass however rare it is, and what a gram does that is found without the rest, next to a line that is read in vain. */
const slow = 4;
const fast = 0.05;
const inVain = 0.005;

/** Makes ASCII letters small; other bytes may fall together, which the comparison of the whole literal sorts out. */
const fold = 0x20;
const golden32 = 0x9e3779b1 | 0;
const golden64 = { low: 0x7f4a7c15, high: 0x9e3779b9 | 0 };
const rowLength = 16;
const headLength = 4;

/** Counts the grams of samples of what is usually scanned. */
export function learnRarity(...samples: readonly { readonly text: Uint8Array; readonly weight: number }[]): Rarity {
  const bits = 18;
  const counts = new Map([sampled.gramLength, every.gramLength].map((length) => [length, new Float32Array(2 ** bits)]));
  const slot = (bytes: Uint8Array, at: number, length: number): number => hashOf(length, bytes, at) >>> (32 - bits);
  for (const [length, seen] of counts) {
    for (const { text, weight } of samples) {
      for (let at = 0; at + length <= text.length; at++) {
        const index = slot(text, at, length);
        seen[index] = (seen[index] ?? 0) + weight;
      }
    }
  }
  return (bytes, at, length) => counts.get(length)?.[slot(bytes, at, length)] ?? 0;
}

/**
 * Where in the literal its rarest window begins, and what it costs to look for the literal: one for each time that the sample may
 * have it, a little for each gram of the window that the sample has.
 */
export function rarestWindow(bytes: Uint8Array, rarity: Rarity): { readonly at: number; readonly cost: number } {
  const { gramLength, grams } = loopFor(bytes);
  let best = { at: 0, cost: Number.POSITIVE_INFINITY };
  let occurrences = Number.POSITIVE_INFINITY;
  for (let at = 0; at + gramLength + grams - 1 <= bytes.length; at++) {
    let cost = 0;
    for (let gram = at; gram < at + grams; gram++) {
      const seen = rarity(bytes, gram, gramLength);
      occurrences = Math.min(occurrences, seen);
      // Of grams that the sample has not, those are likelier rare whose parts are.
      cost += seen + rarity(bytes, gram, every.gramLength) / 16;
    }
    if (cost < best.cost) best = { at, cost };
  }
  return { at: best.at, cost: occurrences + best.cost * inVain + (grams === 1 ? slow : fast) };
}

function loopFor({ length }: Uint8Array): Loop {
  return length >= sampled.gramLength + sampled.grams - 1 ? sampled : every;
}

/** Tables for literals of four bytes and more; a literal's number is its place in the list. */
export function buildTables(literals: readonly Literal[], rarity: Rarity): FilterTables {
  const numbered = literals.map((literal, number) => ({ ...literal, number }));
  const parts: Uint8Array[] = [];
  let length = 0;
  const passes = [sampled, every].flatMap((loop) => {
    const ours = numbered.filter(({ bytes }) => loopFor(bytes) === loop);
    if (ours.length === 0) return [];
    const { image, pass } = passOf(loop, ours, rarity, length);
    parts.push(image);
    length += image.byteLength;
    return [pass];
  });
  return { image: Buffer.concat(parts), passes, longestLiteral: Math.max(0, ...literals.map(({ bytes }) => bytes.length)) };
}

type Numbered = Literal & { readonly number: number };

function passOf({ loop, gramLength, grams }: Loop, literals: readonly Numbered[], rarity: Rarity, base: number): { image: Uint8Array; pass: PassTables } {
  // Few false looks for few grams, and for many a table that still fits the caches: measured, 2¹⁷ to 2²¹ bytes are fastest.
  const bits = Math.min(21, Math.max(17, Math.ceil(Math.log2(literals.length * grams * 32))));
  const headBits = Math.max(10, Math.min(bits, Math.ceil(Math.log2(literals.length * grams)) + 1));
  const headShift = bits - headBits;
  const rows = literals.flatMap(({ bytes, foldsCase, number }) => {
    const window = rarestWindow(bytes, rarity).at;
    return Array.from({ length: grams }, (_, gram) => {
      const offset = window + gram;
      return { hash: hashOf(gramLength, bytes, offset) >>> (32 - bits), head: foldedAt(bytes, offset), offset, length: bytes.length, foldsCase, number };
    });
  });
  rows.sort((a, b) => a.hash - b.hash);

  const map = base;
  const heads = aligned(map + 2 ** bits);
  const firstRow = aligned(heads + headLength * (2 ** headBits + 1));
  const firstLiteral = aligned(firstRow + rowLength * rows.length);
  const places = new Map<number, number>();
  let end = firstLiteral;
  for (const { number, bytes } of literals) {
    places.set(number, end);
    end += bytes.length;
  }

  const image = Buffer.alloc(aligned(end + 8) - base);
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  for (const { bytes, foldsCase, number } of literals) image.set(foldsCase ? bytes.map((byte) => byte | fold) : bytes, (places.get(number) ?? 0) - base);
  for (const [index, { hash, head, offset, length, foldsCase, number }] of rows.entries()) {
    image[map - base + hash] = 1;
    const at = firstRow - base + rowLength * index;
    view.setInt32(at, head, true);
    view.setInt32(at + 4, places.get(number) ?? 0, true);
    view.setInt32(at + 8, offset | (length << 16) | (foldsCase ? 1 << 31 : 0), true);
    view.setInt32(at + 12, number, true);
  }
  for (let bucket = 0, row = 0; bucket <= 2 ** headBits; bucket++) {
    while (row < rows.length && (rows[row]?.hash ?? 0) >>> headShift < bucket) row++;
    view.setInt32(heads - base + headLength * bucket, firstRow + rowLength * row, true);
  }
  return { image, pass: { loop, map, shift: (gramLength === 4 ? 32 : 64) - bits, heads, headShift } };
}

function aligned(address: number): number {
  return (address + 63) & -64;
}

function foldedAt(bytes: Uint8Array, at: number): number {
  const byte = (offset: number): number => (bytes[at + offset] ?? 0) | fold;
  return byte(0) | (byte(1) << 8) | (byte(2) << 16) | (byte(3) << 24);
}

/** The upper 32 bits of what the kernel computes for the gram. */
function hashOf(gramLength: number, bytes: Uint8Array, at: number): number {
  const first = foldedAt(bytes, at);
  if (gramLength === 4) return Math.imul(first, golden32) >>> 0;
  // Six bytes at the upper end of 64 bits; of the product its upper half.
  const low = (first & 0xffff) << 16;
  const high = (first >>> 16) | (((bytes[at + 4] ?? 0) | fold | (((bytes[at + 5] ?? 0) | fold) << 8)) << 16);
  const carry = Math.floor(((low >>> 16) * golden64.low) / 65_536);
  return (Math.imul(high, golden64.low) + Math.imul(low, golden64.high) + carry) >>> 0;
}
