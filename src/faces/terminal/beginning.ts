/** The beginning of what is read, kept while it passes. */

export type Beginning = {
  readonly bytes: Uint8Array | AsyncIterable<Uint8Array>;
  /** What has passed of it so far. */
  readonly text: () => string;
};

/** @param most UTF-16 units to keep. */
export function beginningOf(input: Uint8Array | AsyncIterable<Uint8Array>, most: number): Beginning {
  if (input instanceof Uint8Array) return { bytes: input, text: () => textOf(input, most) };
  // No character has more than four bytes. The pieces are reused: what is kept is copied.
  const kept = new Uint8Array(most * 4);
  let length = 0;
  return {
    bytes: passing(input, (piece) => {
      const part = piece.subarray(0, kept.byteLength - length);
      kept.set(part, length);
      length += part.byteLength;
    }),
    text: () => textOf(kept.subarray(0, length), most),
  };
}

async function* passing(input: AsyncIterable<Uint8Array>, keep: (piece: Uint8Array) => void): AsyncGenerator<Uint8Array> {
  for await (const piece of input) {
    keep(piece);
    yield piece;
  }
}

function textOf(bytes: Uint8Array, most: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, most * 4))
    .toString('utf8')
    .slice(0, most);
}
