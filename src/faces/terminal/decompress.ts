/** Compressed logs, as rotation leaves them. */
import { Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';

const chunkSize = 256 * 1024;

/** @param onCut Called where it ends too early or is damaged, once what came before was given. @throws where not even its beginning can be read. */
export async function* decompressed(
  method: 'gzip' | 'zstd',
  first: Uint8Array,
  rest: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  onCut: (why: string) => void,
): AsyncGenerator<Uint8Array> {
  const unpacking = method === 'gzip' ? createGunzip({ chunkSize }) : createZstdDecompress({ chunkSize });
  const packed = Readable.from(copies(first, rest));
  packed.on('error', (error) => unpacking.destroy(error)).pipe(unpacking);
  let given = false;
  try {
    for await (const piece of unpacking) {
      given = true;
      yield piece as Buffer;
    }
  } catch (error) {
    if (!given || packed.errored !== null) throw error;
    onCut(error instanceof Error ? error.message : String(error));
  } finally {
    packed.destroy();
  }
}

/** Pieces that stay as they are while others are read. */
async function* copies(first: Uint8Array, rest: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Buffer> {
  yield Buffer.from(first);
  for await (const piece of rest) yield Buffer.from(piece);
}
