import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readPaste } from './paste.ts';
import { problems } from './problems.ts';

async function* chunks(...parts: readonly (Uint8Array | string)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield await Promise.resolve(typeof part === 'string' ? Buffer.from(part) : part);
}

describe('reading a paste', () => {
  it('gives the text, characters that were split between chunks included', async () => {
    const bytes = Buffer.from('网桥 cni0 already exists\n');
    expect(await readPaste(chunks(bytes.subarray(0, 1), bytes.subarray(1, 5), bytes.subarray(5)))).toEqual({ ok: true, text: '网桥 cni0 already exists\n' });
  });

  it('reads UTF-16 with a byte order mark, as PowerShell writes it', async () => {
    expect(await readPaste(chunks(Buffer.from('\ufeffFailedCreatePodSandBox', 'utf16le')))).toEqual({ ok: true, text: 'FailedCreatePodSandBox' });
    expect(await readPaste(chunks(Buffer.from('\ufeffFailed', 'utf16le').swap16()))).toEqual({ ok: true, text: 'Failed' });
  });

  it('stops at the limit and says how much is allowed', async () => {
    let taken = 0;
    const endless = async function* (): AsyncGenerator<Uint8Array> {
      for (;;) {
        taken += 1;
        yield await Promise.resolve(new Uint8Array(1024 * 1024).fill(97));
      }
    };
    expect(await readPaste(endless(), 3 * 1024 * 1024)).toEqual({ ok: false, status: 413, problem: problems.tooLarge(3 * 1024 * 1024) });
    expect(taken).toBe(4);
    expect(problems.tooLarge(64 * 1024 * 1024).en).toContain('64 MiB');
  });

  it('takes exactly the limit', async () => {
    expect(await readPaste(chunks('x'.repeat(1000)), 1000)).toMatchObject({ ok: true });
  });

  it.each([
    ['a compressed file', gzipSync('kubelet log '.repeat(500))],
    ['zero bytes', new Uint8Array(500)],
  ])('refuses %s as binary', async (_, bytes) => {
    expect(await readPaste(chunks(bytes))).toEqual({ ok: false, status: 415, problem: problems.binary });
  });

  it('bears a few odd bytes in a log: colours, a broken character, a NUL', async () => {
    const log = Buffer.concat([
      Buffer.from('\u001b[31mE1120 kubelet\u001b[0m: failed to set bridge addr '),
      Uint8Array.of(0xff, 0),
      Buffer.from(' on worker-1, and more text'),
    ]);
    expect(await readPaste(chunks(log))).toMatchObject({ ok: true });
  });

  it.each([[''], [' \n\t\r\n']])('refuses a paste without text (%j)', async (text) => {
    expect(await readPaste(chunks(text))).toEqual({ ok: false, status: 400, problem: problems.empty });
  });
});
