/**
 * Reads a paste from a request: bytes in, text out, with a limit. Logs come as they are found, so UTF-16 with a byte order
 * mark (PowerShell writes it) is read too, and a stray bad byte does not make a log binary.
 */
import type { Text } from '#language/text.ts';
import { problems } from './problems.ts';

/** The most that one paste may have, in bytes. */
export const pasteLimit = 64 * 1024 * 1024;

export type PasteRead = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly status: 400 | 413 | 415; readonly problem: Text };

/** Reads the whole body, or stops at the limit. Rejects only when the stream itself breaks off. */
export async function readPaste(body: AsyncIterable<Uint8Array>, limit: number = pasteLimit): Promise<PasteRead> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > limit) return { ok: false, status: 413, problem: problems.tooLarge(limit) };
    chunks.push(chunk);
  }
  const text = decode(Buffer.concat(chunks, bytes));
  if (looksBinary(text)) return { ok: false, status: 415, problem: problems.binary };
  if (!/\S/u.test(text)) return { ok: false, status: 400, problem: problems.empty };
  return { ok: true, text };
}

function decode(bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

const looked = 65_536;

/** More than one in ten of the first characters is a control character that no log has, or was no character at all. */
function looksBinary(text: string): boolean {
  const head = text.slice(0, looked);
  const odd = head.match(/[\u{0}-\u{7}\u{e}-\u{1a}\u{1c}-\u{1f}\u{7f}\u{fffd}]/gu)?.length ?? 0;
  return odd > head.length / 10;
}
