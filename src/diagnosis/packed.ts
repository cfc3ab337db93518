/**
 * The compiled signatures as bytes, to be kept on disk: read back, they cost next to nothing until one is needed.
 */
import type { Compiled, CompiledSignature } from './signatures.ts';
import type { FilterTables } from './tables.ts';

/** How the bytes begin: a line of JSON. What it names follows: offsets are in bytes, counted from behind the line. */
type Header = Omit<FilterTables, 'image'> & {
  readonly lengths: readonly number[];
  readonly needing: readonly (readonly number[])[];
  readonly image: Span;
  /** By the signature's number: its JSON. */
  readonly signatures: readonly Span[];
};

type Span = readonly [from: number, to: number];

export function pack({ tables, lengths, needing, signatures }: Compiled & { readonly signatures: readonly CompiledSignature[] }): Uint8Array {
  const { image, passes, longestLiteral } = tables;
  const texts = signatures.map((signature) => Buffer.from(JSON.stringify(signature)));
  let end = image.byteLength;
  const spans = texts.map(({ byteLength }): Span => [end, (end += byteLength)]);
  const header: Header = { passes, longestLiteral, lengths, needing, image: [0, image.byteLength], signatures: spans };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), image, ...texts]);
}

/** @param packed What `pack` gave: nothing else is to be handed in. */
export function unpack(packed: Uint8Array): Compiled {
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
  const begin = bytes.indexOf(0x0a) + 1;
  const { passes, longestLiteral, lengths, needing, image, signatures } = JSON.parse(bytes.toString('utf8', 0, begin)) as Header;
  const from = (at: number): number => begin + at;
  return {
    tables: { image: bytes.subarray(from(image[0]), from(image[1])), passes, longestLiteral },
    lengths,
    needing,
    signature: (number) => {
      const span = signatures[number];
      if (span === undefined) throw new RangeError(`no signature has the number ${number}`);
      return JSON.parse(bytes.toString('utf8', from(span[0]), from(span[1]))) as CompiledSignature;
    },
  };
}
