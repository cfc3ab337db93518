/**
 * The beginning of what is read, kept while it goes by: where a text says which versions it is about, it says so there, and where
 * nothing is found in it, its first words are looked up.
 */
import type { Input } from './blocks.ts';

const longestBeginning = 256 * 1024;

/** What to read in the place of an input, and its beginning as far as it was read. */
type Begun<I extends Input> = { readonly input: I | AsyncIterable<Uint8Array>; readonly beginning: () => string };

/** @param most Bytes to keep, or UTF-16 units of a string. */
export function keepBeginning<I extends Input>(input: I, most = longestBeginning): Begun<I> {
  if (typeof input === 'string') return { input, beginning: () => input.slice(0, most) };
  if (input instanceof Uint8Array) return { input, beginning: () => textOf([input.subarray(0, most)]) };
  const parts: Uint8Array[] = [];
  return { input: keepingParts(input, parts, most), beginning: () => textOf(parts) };
}

async function* keepingParts(input: AsyncIterable<Uint8Array>, parts: Uint8Array[], most: number): AsyncGenerator<Uint8Array> {
  let room = most;
  for await (const part of input) {
    // Whoever gives the parts may write into them again.
    if (room > 0) parts.push(Uint8Array.from(part.subarray(0, room)));
    room -= Math.min(room, part.length);
    yield part;
  }
}

function textOf(parts: readonly Uint8Array[]): string {
  return Buffer.concat(parts).toString('utf8');
}
