/**
 * One filter for the literals of all signatures, over bytes. It looks at every fourth byte only: of a literal of seven bytes or
 * more, one of four neighbouring four-byte grams stands there, wherever the literal begins. A gram that some literal has is
 * looked up and the whole literal compared, so only true occurrences come out. Literals of four to six bytes are looked for at
 * every byte, in a pass of their own.
 */

export type Literal = {
  readonly bytes: Uint8Array;
  /** ASCII letters match in either case. */
  readonly foldsCase: boolean;
};

/** Bytes to scan, and the same memory as numbers. */
export type Block = { readonly bytes: Buffer; readonly view: DataView };

export type Found = (position: number, literal: number) => void;

export type Filter = {
  /** Calls back for every occurrence that lies within the first `end` bytes, in no particular order. */
  scan(block: Block, end: number, found: Found): void;
};

/** How common a four-byte gram is, so that a literal is looked for by its rarest ones. */
export type Rarity = (bytes: Uint8Array, at: number) => number;

export function blockOf(bytes: Buffer): Block {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}

const stride = 4;
const gramLength = 4;
const sampledLength = stride + gramLength - 1;
/** 2³² divided by the golden ratio, the multiplier of Fibonacci hashing. */
const multiplier = 0x9e3779b1 | 0;
/** Makes ASCII letters lower case, in one byte and in four; other bytes may fall together, which the confirmation sorts out. */
const fold = 0x20;
const foldAll = 0x20202020;

/** Counts the grams of a sample of what is usually scanned, in either case. */
export function learnRarity(sample: Uint8Array): Rarity {
  const shift = 32 - 16;
  const counts = new Uint32Array(1 << 16);
  const slot = (bytes: Uint8Array, at: number): number => Math.imul(gramAt(bytes, at) | foldAll, multiplier) >>> shift;
  for (let at = 0; at + gramLength <= sample.length; at++) {
    const index = slot(sample, at);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return (bytes, at) => counts[slot(bytes, at)] ?? 0;
}

/** Where in the literal its rarest window begins, and how common that window's grams are: the lower the better. */
export function rarestWindow(bytes: Uint8Array, rarity: Rarity): { readonly at: number; readonly cost: number } {
  const grams = bytes.length >= sampledLength ? stride : 1;
  let best = { at: 0, cost: Number.POSITIVE_INFINITY };
  for (let at = 0; at + grams + gramLength - 1 <= bytes.length; at++) {
    let cost = 0;
    for (let gram = at; gram < at + grams; gram++) cost += rarity(bytes, gram);
    if (cost < best.cost) best = { at, cost };
  }
  return best;
}

/** A filter for literals of at least four bytes each; a literal's number is its place in the list. */
export function createFilter(literals: readonly Literal[], rarity: Rarity): Filter {
  const passes = [false, true].flatMap((foldsCase) => {
    const ours = literals.flatMap(({ bytes, foldsCase: folds }, id) =>
      folds === foldsCase ? [{ id, bytes: foldsCase ? bytes.map((byte) => byte | fold) : bytes }] : [],
    );
    const sampled = ours.filter(({ bytes }) => bytes.length >= sampledLength);
    const short = ours.filter(({ bytes }) => bytes.length < sampledLength);
    return [
      ...(sampled.length === 0 ? [] : [createPass(sampled, stride, foldsCase, rarity)]),
      ...(short.length === 0 ? [] : [createPass(short, 1, foldsCase, rarity)]),
    ];
  });
  return {
    scan: (block, end, found) => {
      for (const pass of passes) pass(block, end, found);
    },
  };
}

type Numbered = { readonly id: number; readonly bytes: Uint8Array };
type Pass = (block: Block, end: number, found: Found) => void;

/** Looks at every `step`-th byte: at every fourth for `step` grams of each literal, or at every byte for one gram of each. */
function createPass(literals: readonly Numbered[], step: number, foldsCase: boolean, rarity: Rarity): Pass {
  const { present, shift, firstOf, bucketShift, gram, offset, owner, start, pool, ids } = createTables(literals, step, rarity);
  const mask = foldsCase ? foldAll : 0;
  const byteMask = foldsCase ? fold : 0;

  const compare = (bytes: Uint8Array, end: number, at: number, word: number, found: Found): void => {
    const bucket = (Math.imul(word, multiplier) >>> shift) >>> bucketShift;
    const last = firstOf[bucket + 1] ?? 0;
    for (let k = firstOf[bucket] ?? 0; k < last; k++) {
      if (gram[k] !== word) continue;
      const literal = owner[k] ?? 0;
      const from = start[literal] ?? 0;
      const length = (start[literal + 1] ?? 0) - from;
      const position = at - (offset[k] ?? 0);
      if (position < 0 || position + length > end) continue;
      let same = 0;
      while (same < length && ((bytes[position + same] ?? 0) | byteMask) === pool[from + same]) same++;
      if (same === length) found(position, ids[literal] ?? 0);
    }
  };

  return ({ bytes, view }, end, found) => {
    const lastGram = end - gramLength;
    let at = 0;
    // Four looks at once: nearly always there is nothing, and one branch says so.
    for (const lastRound = lastGram - 3 * step; at <= lastRound; at += 4 * step) {
      const a = view.getInt32(at, true) | mask;
      const b = view.getInt32(at + step, true) | mask;
      const c = view.getInt32(at + 2 * step, true) | mask;
      const d = view.getInt32(at + 3 * step, true) | mask;
      const some =
        (present[Math.imul(a, multiplier) >>> shift] ?? 0) |
        (present[Math.imul(b, multiplier) >>> shift] ?? 0) |
        (present[Math.imul(c, multiplier) >>> shift] ?? 0) |
        (present[Math.imul(d, multiplier) >>> shift] ?? 0);
      if (some === 0) continue;
      compare(bytes, end, at, a, found);
      compare(bytes, end, at + step, b, found);
      compare(bytes, end, at + 2 * step, c, found);
      compare(bytes, end, at + 3 * step, d, found);
    }
    for (; at <= lastGram; at += step) compare(bytes, end, at, view.getInt32(at, true) | mask, found);
  };
}

/** Flat tables: which hashes occur at all, and by hash the grams with their offset in which literal. */
function createTables(literals: readonly Numbered[], grams: number, rarity: Rarity) {
  const start = new Int32Array(literals.length + 1);
  for (const [index, { bytes }] of literals.entries()) start[index + 1] = (start[index] ?? 0) + bytes.length;
  const pool = Buffer.concat(literals.map(({ bytes }) => bytes));

  // A table that fits the innermost cache while there are few grams; about one false look in 64 hits.
  const bits = Math.min(18, Math.max(12, Math.ceil(Math.log2(literals.length * grams)) + 6));
  const shift = 32 - bits;
  const rows = literals.flatMap(({ bytes }, index) => {
    const window = rarestWindow(bytes, rarity).at;
    return Array.from({ length: grams }, (_, gram) => {
      const word = gramAt(bytes, window + gram);
      return { hash: Math.imul(word, multiplier) >>> shift, word, offset: window + gram, index };
    });
  });
  rows.sort((a, b) => a.hash - b.hash);

  const present = new Uint8Array(1 << bits);
  for (const { hash } of rows) present[hash] = 1;
  const bucketBits = Math.min(bits, Math.max(8, Math.ceil(Math.log2(rows.length)) + 2));
  const bucketShift = bits - bucketBits;
  const firstOf = new Int32Array((1 << bucketBits) + 1);
  for (let bucket = 0, row = 0; bucket <= 1 << bucketBits; bucket++) {
    while (row < rows.length && (rows[row]?.hash ?? 0) >>> bucketShift < bucket) row++;
    firstOf[bucket] = row;
  }
  return {
    present,
    shift,
    firstOf,
    bucketShift,
    gram: Int32Array.from(rows, ({ word }) => word),
    offset: Int32Array.from(rows, ({ offset }) => offset),
    owner: Int32Array.from(rows, ({ index }) => index),
    start,
    pool,
    ids: Int32Array.from(literals, ({ id }) => id),
  };
}

function gramAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
}
