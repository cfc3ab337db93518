/**
 * Any input as a sequence of blocks of bytes, each in the same memory: whole lines where lines are of a usual length, pieces that
 * overlap where one line is longer than a block. The text is never held as a whole, nor as one string.
 */
import { type Block, blockOf } from './filter.ts';

export type Input = string | Uint8Array | AsyncIterable<Uint8Array>;

/** A stretch of the input. Positions count in `bytes`; `base` is the input's offset of the first of them. */
export type Stretch = Block & {
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

/**
 * @param reach How many bytes to either side of a place in a long line there are to be read. Stretches are valid until the next
 *   one is asked for.
 */
export async function* stretchesOf(input: Input, reach: number): AsyncGenerator<Stretch, void, undefined> {
  const size = typeof input === 'string' ? input.length * 3 : input instanceof Uint8Array ? input.byteLength : Number.POSITIVE_INFINITY;
  const block = blockOf(Buffer.from(new ArrayBuffer(Math.min(size, blockSize) + 2 * reach)));
  const { bytes } = block;
  let base = 0;
  let from = 0;
  let filled = 0;
  let first = true;

  for await (const piece of piecesOf(input)) {
    let taken = 0;
    while (taken < piece.byteLength) {
      if (filled === bytes.byteLength) {
        const newline = bytes.lastIndexOf(0x0a, filled - 1);
        const lines = newline >= from;
        const end = lines ? newline + 1 : filled - reach;
        yield { ...block, base, from, end, limit: lines ? end : filled, continues: !lines, whole: false };
        const keep = lines ? end : Math.max(from, end - reach);
        bytes.copyWithin(0, keep, filled);
        base += keep;
        from = end - keep;
        filled -= keep;
        first = false;
      }
      const part = piece.subarray(taken, taken + bytes.byteLength - filled);
      bytes.set(part, filled);
      filled += part.byteLength;
      taken += part.byteLength;
    }
  }
  yield { ...block, base, from, end: filled, limit: filled, continues: false, whole: first };
}

async function* piecesOf(input: Input): AsyncGenerator<Uint8Array, void, undefined> {
  if (typeof input === 'string') {
    for (let at = 0; at < input.length;) {
      let end = Math.min(input.length, at + blockSize);
      // Both halves of a surrogate pair stay together.
      if (end < input.length && (input.charCodeAt(end - 1) & 0xfc00) === 0xd800) end++;
      yield Buffer.from(input.slice(at, end));
      at = end;
    }
  } else if (input instanceof Uint8Array) {
    yield input;
  } else {
    yield* input;
  }
}
