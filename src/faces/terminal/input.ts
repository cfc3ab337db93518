/** What a command reads: a file or the standard input, as it is or compressed, to its end or as it grows. */
import { Problem } from '#language/problem.ts';

// Not by an import, which would evaluate all that the module has, streams and promises too.
const { close, fstatSync, openSync, read, readSync, statSync } = process.getBuiltinModule('node:fs');

const chunk = 512 * 1024;
/** Milliseconds between two looks at a file that may have grown, and the silence after which a pipe's lines are complete. */
const quiet = 250;

const nothing = new Uint8Array();

/** Pieces are valid until the next one is asked for. `size` is what there is to read, in bytes, where that can be known. */
export type Input = { readonly bytes: Uint8Array | AsyncIterable<Uint8Array>; readonly size: number | undefined };

/**
 * A file, or the standard input for `-`, decompressed where it begins as gzip or zstd do.
 * @param onCut Called where what is compressed ends too early or is damaged: what could be read of it was given.
 * @throws {Problem} here, or while it is read.
 */
export function inputOf(file: string | undefined, onCut: (why: string) => void): Input {
  try {
    const descriptor = isStandardInput(file) ? 0 : openSync(file, 'r');
    const stat = fstatSync(descriptor);
    // Files of the kernel's have no size, and yet a content.
    const size = stat.isFile() && stat.size > 0 ? stat.size : undefined;
    if (size === undefined || size > chunk) return { bytes: decoded(file, piecesOf(descriptor), onCut), size };
    const bytes = allOf(descriptor, size);
    return { bytes: compressionOf(bytes) === undefined ? bytes : decoded(file, once(bytes), onCut), size };
  } catch (error) {
    throw unreadable(file, error);
  }
}

/**
 * The same of what grows: an empty piece says that there is nothing more for now. A file that is replaced or made shorter is read
 * from its new beginning. Never ends for a file.
 * @throws {Problem} while it is read.
 */
export async function* followed(file: string | undefined): AsyncGenerator<Uint8Array> {
  try {
    yield* isStandardInput(file) ? followedPipe() : followedFile(file);
  } catch (error) {
    throw unreadable(file, error);
  }
}

function isStandardInput(file: string | undefined): file is '-' | undefined {
  return file === undefined || file === '-';
}

function unreadable(file: string | undefined, error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) return error;
  const [en, zh] = isStandardInput(file) ? ['standard input', '标准输入'] : [file, file];
  return new Problem({ en: `${en} cannot be read: ${error.message}`, zh: `无法读取 ${zh}：${error.message}` }, { cause: error });
}

/** A short text at once, sooner than somebody else could be asked to read it. */
function allOf(descriptor: number, size: number): Uint8Array {
  const bytes = Buffer.allocUnsafeSlow(size);
  const length = readSync(descriptor, bytes, 0, size, null);
  if (descriptor !== 0) close(descriptor);
  return bytes.subarray(0, length);
}

function* once(bytes: Uint8Array): Generator<Uint8Array> {
  yield bytes;
}

async function* decoded(
  file: string | undefined,
  pieces: AsyncGenerator<Uint8Array> | Generator<Uint8Array>,
  onCut: (why: string) => void,
): AsyncGenerator<Uint8Array> {
  let begun = false;
  try {
    for await (const piece of pieces) {
      const method = begun ? undefined : compressionOf(piece);
      begun = true;
      if (method === undefined) yield piece;
      else {
        const { decompressed } = await import('./decompress.ts');
        yield* decompressed(method, piece, pieces, onCut);
        return;
      }
    }
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** Reads the next piece while the one before is worked on. */
async function* piecesOf(descriptor: number): AsyncGenerator<Uint8Array, void, undefined> {
  const buffers = [Buffer.allocUnsafeSlow(chunk), Buffer.allocUnsafeSlow(chunk)] as const;
  let turn: 0 | 1 = 0;
  const next = async (): Promise<Uint8Array> => {
    const buffer = buffers[turn];
    turn = turn === 0 ? 1 : 0;
    return buffer.subarray(0, await readSome(descriptor, buffer));
  };
  let reading = next();
  try {
    for (let piece = await reading; piece.byteLength > 0; piece = await reading) {
      reading = next();
      // An error waits until the piece has been worked on.
      reading.catch(() => undefined);
      yield piece;
    }
  } finally {
    if (descriptor !== 0) close(descriptor);
  }
}

async function readSome(descriptor: number, buffer: Buffer): Promise<number> {
  for (;;) {
    try {
      return await new Promise((settle, fail) => {
        read(descriptor, buffer, 0, buffer.byteLength, null, (error, length) => (error === null ? settle(length) : fail(error)));
      });
    } catch (error) {
      // Opened by others so that nobody waits on it.
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      await sleep(quiet / 10);
    }
  }
}

function compressionOf(bytes: Uint8Array): 'gzip' | 'zstd' | undefined {
  const begins = (...magic: readonly number[]): boolean => magic.every((byte, index) => bytes[index] === byte);
  if (begins(0x1f, 0x8b, 0x08)) return 'gzip';
  return begins(0x28, 0xb5, 0x2f, 0xfd) ? 'zstd' : undefined;
}

async function* followedPipe(): AsyncGenerator<Uint8Array> {
  const pieces = piecesOf(0);
  for (let next = pieces.next(); ; next = pieces.next()) {
    if ((await Promise.race([next, sleep(quiet)])) === undefined) yield nothing;
    const piece = await next;
    if (piece.done === true) return;
    yield piece.value;
  }
}

async function* followedFile(file: string): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(chunk);
  for (;;) {
    const descriptor = openSync(file, 'r');
    const { ino } = fstatSync(descriptor);
    let position = 0;
    try {
      for (;;) {
        const length = await readSome(descriptor, buffer);
        position += length;
        yield buffer.subarray(0, length);
        if (length > 0) continue;
        await sleep(quiet);
        const now = statSync(file, { throwIfNoEntry: false });
        // Gone for the moment in which it is replaced: what was opened may still grow.
        if (now !== undefined && (now.ino !== ino || now.size < position)) break;
      }
    } finally {
      close(descriptor);
    }
  }
}

function sleep(milliseconds: number): Promise<undefined> {
  return new Promise((settle) => setTimeout(() => settle(undefined), milliseconds));
}
