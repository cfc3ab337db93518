import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockSize } from './blocks.ts';
import { longLine, readingOf } from './lines.ts';
import { scan } from './scan.ts';
import { compile } from './compile.ts';
import { openSignatures } from './signatures.ts';
import { knowledgeOf } from './small-knowledge.ts';

const patterns = [
  String.raw`"(?P<bridge>[\w.-]+)" already has an IP address different from (?P<expected>\S+)`,
  'rejected connection from "(?P<client>[^"]+)" .*EOF',
  'no such host|connection refused|i/o timeout',
  '(?i)oom-?kill',
  '^deleted (?P<what>\\w+)',
  'OutOf(?:Memory|Disk)$',
  'EOFs',
  '证书已过期',
];
const knowledge = knowledgeOf({ id: 'a/fault', signatures: patterns.map((pattern, index) => ({ id: `s${index}`, pattern, strength: 'strong' as const })) });
const signatures = openSignatures(compile(knowledge));

async function seenIn(input: Parameters<typeof scan>[1]): Promise<readonly string[]> {
  const seen: string[] = [];
  await scan(signatures, input, ({ signature, line }) => seen.push(`${line} ${signature.id}`), {});
  return seen.sort();
}

function textsOf(pasted: string, anchored: boolean): readonly string[] {
  const reading = readingOf(pasted);
  const texts: string[] = [];
  for (let text = reading.text(0, anchored); text !== undefined; text = reading.text(texts.length, anchored)) texts.push(text.text);
  return texts;
}

/** Every pattern on every line, by the language's own expressions; their dot stops at a carriage return, RE2's does not. */
function naively(text: string): readonly string[] {
  const seen: string[] = [];
  for (const [index, pasted] of Buffer.from(text).toString().split('\n').entries()) {
    for (const [id, pattern] of patterns.entries()) {
      const expression = new RegExp(pattern.replaceAll('(?P<', '(?<').replaceAll('.*', '[^\\n]*').replace('(?i)', ''), pattern.startsWith('(?i)') ? 'i' : '');
      if (textsOf(pasted, /[$^]/.test(pattern)).some((line) => expression.test(line))) seen.push(`${index + 1} s${id}`);
    }
  }
  return seen.sort();
}

async function* inPieces(text: string, length: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

// Each line begins as a record does: what continues the line before is another matter.
const beginnings = ['E1120 21:41:32.516249     113 server.go:116] ', '2026-11-20T21:41:32Z ', '{"log":"', '[pod/a/b] ', 'level=error '];
const fragments = [
  '"cni0" already has an IP address different from 10.0.0.1/24',
  'already has an IP address',
  ' different from ',
  '"cni0"',
  '\\"cni0\\"',
  '&lt;',
  '“cni0”',
  'rejected connection from "10.0.0.1:23"',
  ' (error EOF',
  'EOFs',
  'EOF',
  'no such host',
  'no\u00A0such host',
  'connection \u001B[31mrefused\u001B[0m',
  'connection refused',
  'OOM-Kill',
  'oomKILL',
  'oom kill',
  'deleted pod',
  'OutOfMemory',
  'OutOfDisk',
  '证书已过期',
  '证书',
  '\uD800',
  '\u0000',
  '<http://a.b/c|no such> host',
  '…',
  '\t',
  ' ',
  '\\n',
  '\r',
];
const line = fc.tuple(
  fc.constantFrom(...beginnings),
  fc.array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...fragments) }, fc.string({ maxLength: 8 })), { maxLength: 8 }),
);
const text = fc.array(
  line.map(([beginning, parts]) => beginning + parts.join('').replaceAll('\n', ' ')),
  { maxLength: 12 },
);

describe('scanning', () => {
  it('sees what trying every signature on every line would see', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (lines) => {
        const pasted = lines.join('\n');
        expect(await seenIn(pasted)).toEqual(naively(pasted));
      }),
      { numRuns: 1500 },
    );
  });

  it('sees the same in a long text, whether as a string, as bytes, or in pieces of any length', async () => {
    const lines = fc.sample(text, { numRuns: 3000, seed: 7 }).flat();
    const pasted = lines.join('\n');
    expect(Buffer.byteLength(pasted)).toBeGreaterThan(600_000);
    const expected = naively(pasted);
    expect(expected.length).toBeGreaterThan(1000);
    expect(await seenIn(pasted)).toEqual(expected);
    expect(await seenIn(Buffer.from(pasted))).toEqual(expected);
    for (const length of [777, 65_536, 300_001]) expect(await seenIn(inPieces(pasted, length))).toEqual(expected);
  });

  it('sees a fault anywhere in one line of 10 MB', async () => {
    const bytes = Buffer.alloc(10_000_000, 'x');
    // One across the end of the first stretch.
    for (const at of [0, blockSize + 2 * longLine - 9, 5_000_001, 9_999_980]) bytes.write(' connection refused ', at);
    let count = 0;
    const { lines } = await scan(
      signatures,
      bytes,
      ({ line: number, pasted, hit }) => {
        expect(number).toBe(1);
        expect(pasted.slice(hit.from, hit.to)).toBe('connection refused');
        count++;
      },
      {},
    );
    expect({ lines, count }).toEqual({ lines: 1, count: 4 });
  });

  it.each<[string, number, number]>([
    ['', 0, 0],
    ['\n', 1, 1],
    ['a', 1, 1],
    ['a\n', 1, 2],
    ['a\nb', 2, 3],
    ['中\r\n\n', 2, 6],
  ])('counts the lines and bytes of %j', async (pasted, lines, bytes) => {
    expect(await scan(signatures, pasted, () => undefined, {})).toEqual({ lines, bytes });
    expect(await scan(signatures, inPieces(pasted, 1), () => undefined, {})).toEqual({ lines, bytes });
  });

  it('stops when it is told to, and tells how far it is', async () => {
    const stop = new AbortController();
    const steps: number[] = [];
    const scanning = scan(signatures, Buffer.alloc(3_000_000, 'line\n'), () => undefined, {
      signal: stop.signal,
      onProgress: (bytes) => {
        steps.push(bytes);
        if (steps.length === 2) stop.abort();
      },
    });
    await expect(scanning).rejects.toThrow(/abort/i);
    expect(steps).toHaveLength(2);
  });
});
