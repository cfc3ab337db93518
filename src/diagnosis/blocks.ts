/**
 * Any input as a sequence of stretches of bytes: whole lines where lines are of a usual length, pieces that overlap where one line
 * is longer than a block. A stream is never held as a whole, nor any text as one string.
 */

export type Input = string | Uint8Array | AsyncIterable<Uint8Array>;

/** A stretch of the input. Positions count in `bytes`; `base` is the input's offset of the first of them. */
export type Stretch = {
  readonly bytes: Buffer;
  readonly base: number;
  /** What begins before `from` was in the stretch before; what begins at `end` or later will be in the next one. */
  readonly from: number;
  readonly end: number;
  /** Where the bytes end that are there to be read. */
  readonly limit: number;
  /** The last line goes on beyond them. */
  readonly continues: boolean;
  /** The stretch is the whole input. */
  readonly whole: boolean;
};

export const blockSize = 256 * 1024;
/** How many bytes to either side of a place in a long line there are to be read. */
export const reach = 8 * 1024;
/** No stretch has more bytes. */
export const longestStretch = blockSize + 2 * reach;

/**
 * Stretches are valid until the next one is asked for. An empty piece of a stream says that nothing more is to be had for now: the
 * lines that are complete come at once.
 */
export function stretchesOf(input: Input): AsyncGenerator<Stretch, void, undefined> | Generator<Stretch, void, undefined> {
  if (input instanceof Uint8Array) return stretchesWithin(Buffer.from(input.buffer, input.byteOffset, input.byteLength));
  // What fits into one stretch whatever its letters.
  if (typeof input === 'string' && input.length * 3 <= longestStretch) return stretchesWithin(Buffer.from(input));
  return stretchesFrom(typeof input === 'string' ? piecesOf(input) : input);
}

function* stretchesWithin(all: Buffer): Generator<Stretch, void, undefined> {
  let base = 0;
  let from = 0;
  while (all.byteLength - base > longestStretch) {
    const bytes = all.subarray(base, base + longestStretch);
    const stretch = cut(bytes, base, from, bytes.byteLength);
    yield stretch;
    const keep = keptFrom(stretch);
    base += keep;
    from = stretch.end - keep;
  }
  const bytes = all.subarray(base);
  yield { bytes, base, from, end: bytes.byteLength, limit: bytes.byteLength, continues: false, whole: base === 0 };
}

async function* stretchesFrom(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Stretch, void, undefined> {
  const bytes = Buffer.alloc(longestStretch);
  let base = 0;
  let from = 0;
  let filled = 0;
  let first = true;
  const pass = (stretch: Stretch): void => {
    const keep = keptFrom(stretch);
    bytes.copyWithin(0, keep, filled);
    base += keep;
    from = stretch.end - keep;
    filled -= keep;
    first = false;
  };

  for await (const piece of pieces) {
    if (piece.byteLength === 0 && bytes.subarray(from, filled).includes(0x0a)) {
      const stretch = cut(bytes, base, from, filled);
      yield stretch;
      pass(stretch);
    }
    for (let taken = 0; taken < piece.byteLength;) {
      if (filled === bytes.byteLength) {
        const stretch = cut(bytes, base, from, filled);
        yield stretch;
        pass(stretch);
      }
      const part = piece.subarray(taken, taken + bytes.byteLength - filled);
      bytes.set(part, filled);
      filled += part.byteLength;
      taken += part.byteLength;
    }
  }
  yield { bytes, base, from, end: filled, limit: filled, continues: false, whole: first };
}

/** All lines that are complete, or of a line without end what has its surroundings. */
function cut(bytes: Buffer, base: number, from: number, filled: number): Stretch {
  const newline = bytes.lastIndexOf(0x0a, filled - 1);
  const lines = newline >= from;
  const end = lines ? newline + 1 : filled - reach;
  return { bytes, base, from, end, limit: lines ? end : filled, continues: !lines, whole: false };
}

/** The first byte that the next stretch needs too. */
function keptFrom({ from, end, continues }: Stretch): number {
  return continues ? Math.max(from, end - reach) : end;
}

function* piecesOf(text: string): Generator<Uint8Array, void, undefined> {
  for (let at = 0; at < text.length;) {
    let end = Math.min(text.length, at + blockSize / 4);
    // Both halves of a surrogate pair stay together.
    if (end < text.length && (text.charCodeAt(end - 1) & 0xfc00) === 0xd800) end++;
    yield Buffer.from(text.slice(at, end));
    at = end;
  }
}
