/**
 * The beginning of what is read, kept while it goes by: where a text says which versions it is about, it says so there.
 */
import type { Input } from './blocks.ts';

const longestBeginning = 256 * 1024;

/** @returns The input to read in its place, and the text of its beginning as far as it was read. */
export function keepBeginning(input: Input): { readonly input: Input; readonly beginning: () => string } {
  if (typeof input === 'string') return { input, beginning: () => input.slice(0, longestBeginning) };
  if (input instanceof Uint8Array) return { input, beginning: () => textOf([input.subarray(0, longestBeginning)]) };
  const parts: Uint8Array[] = [];
  return { input: keepingParts(input, parts), beginning: () => textOf(parts) };
}

async function* keepingParts(input: AsyncIterable<Uint8Array>, parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  let room = longestBeginning;
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
