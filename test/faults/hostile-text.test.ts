/**
 * Whatever is pasted: no exception, no end that does not come, every proof inside its text, and the same diagnosis whether the text
 * comes as a string, as bytes or as a stream cut anywhere. A hundred thousand inputs a run, other ones each time; a failure prints its seed.
 */
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAllTests } from '#authoring/samples.ts';
import { transformations } from '#authoring/transformations.ts';
import type { Diagnosis } from '#diagnosis/diagnosis.ts';
import { createEngine } from '#diagnosis/engine.ts';
import { loadKnowledge } from '#knowledge/load.ts';
import { worstCases } from './worst-cases.ts';

const loaded = await loadKnowledge(fileURLToPath(new URL('../../knowledge', import.meta.url)));
if (!loaded.ok) throw new Error('the knowledge does not load');
const { knowledge, origins } = loaded;
const engine = createEngine(knowledge);
const { tests } = await readAllTests(origins);
const examples = [...tests.values()].flatMap(({ match, 'no-match': nearMisses }) => [...match, ...nearMisses].map(({ text }) => text));
const signatures = [...knowledge.entries.values()].flatMap((entry) => entry.signatures.map(({ pattern }) => pattern));

/** Each text is three inputs, bytes are two: more than 100,000. */
const many = { random: 12_000, mutated: 16_000, broken: 4000, nested: 3000, controlled: 5000 } as const;
const deadline = 300_000;

/** The pieces of a text, cut where the numbers say, in the middle of characters too; some are empty. */
async function* inPieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const to of [...cuts.map((cut) => cut % (bytes.byteLength + 1)), bytes.byteLength].toSorted((a, b) => a - b)) {
    if (to > from) yield bytes.subarray(from, to);
    from = to;
  }
}

function proofsAreInside({ matches, lines }: Diagnosis): void {
  for (const { confidence, evidence } of matches) {
    if (!(confidence > 0 && confidence < 1)) expect.fail(`a confidence of ${confidence}`);
    for (const { line, text, mark } of evidence) {
      const inside = line >= 1 && line <= lines && mark.from >= 0 && mark.from <= mark.to && mark.to <= text.length;
      if (!inside || !text.isWellFormed()) expect.fail(`of ${lines} lines: ${JSON.stringify({ line, text, mark })}`);
    }
  }
}

/** Diagnoses a text in all forms; gives whether anything was found. */
async function examine(text: string | Uint8Array, cuts: readonly number[]): Promise<boolean> {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const whole = await engine.diagnose(bytes);
  proofsAreInside(whole);
  expect(whole.bytes).toBe(bytes.byteLength);
  const forms = [await engine.diagnose(inPieces(bytes, cuts)), ...(typeof text === 'string' ? [await engine.diagnose(text)] : [])];
  for (const form of forms) expect(form).toEqual(whole);
  return whole.matches.length > 0;
}

/** Examines that many; gives in how many of them something was found. */
async function examineMany(texts: fc.Arbitrary<string | Uint8Array>, numRuns: number): Promise<number> {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(texts, cuts, async (text, at) => {
      if (await examine(text, at)) found++;
    }),
    { numRuns },
  );
  return found;
}

const cuts = fc.array(fc.nat(), { maxLength: 4 });
const example = fc.constantFrom(...examples);
const hostile = fc.constantFrom(
  '\n',
  '\r\n',
  '\r',
  '\u0000',
  '\uD800',
  '\uDC00',
  '\uFEFF',
  '\u200B',
  '\u202E',
  '\\',
  '\\\\"',
  '\\u0022',
  '\\n',
  '\u001B[',
  '\u001B]0;',
  '\u001B[31m',
  '&lt;',
  '&amp;lt;',
  '<http://a|',
  '```',
  '> ',
  '{"log":"',
  '"}',
  '“',
  '…',
  'password=',
  'Bearer ',
  '😀',
  '证书',
  'x'.repeat(300),
);

type Edit = { readonly kind: 'put' | 'cut' | 'again' | 'swap' | 'fold'; readonly at: number; readonly length: number; readonly put: string };
const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom('put', 'cut', 'again', 'swap', 'fold'),
  at: fc.nat(),
  length: fc.nat({ max: 60 }),
  put: fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 4 })),
});

function edited(text: string, { kind, at, length, put }: Edit): string {
  const from = at % (text.length + 1);
  const [before, middle, after] = [text.slice(0, from), text.slice(from, from + length), text.slice(from + length)];
  switch (kind) {
    case 'put':
      return before + put + middle + after;
    case 'cut':
      return before + after;
    case 'again':
      return before + middle + middle + middle + after;
    case 'swap':
      return middle + before + after;
    case 'fold':
      return before + middle.toUpperCase() + after;
  }
}

const mutated = fc.tuple(fc.array(example, { minLength: 1, maxLength: 3 }), fc.array(edit, { minLength: 1, maxLength: 6 })).map(([texts, edits]) => {
  // Whatever surrogates were cut apart stays apart.
  return edits.reduce(edited, texts.join('\n'));
});

const mutatedOrChanged = fc.oneof(
  { weight: 3, arbitrary: mutated },
  { weight: 1, arbitrary: fc.tuple(mutated, fc.constantFrom(...Object.values(transformations))).map(([text, change]) => change(text)) },
);

describe('hostile text', () => {
  it(
    'of random characters and bytes',
    async () => {
      const random = fc.oneof(
        fc.string({ unit: 'binary', maxLength: 120 }),
        fc.array(hostile, { maxLength: 12 }).map((parts) => parts.join('')),
        fc.uint8Array({ maxLength: 160 }),
      );
      await examineMany(random, many.random);
    },
    deadline,
  );

  it(
    'of examples cut, repeated, spliced and changed on the way',
    async () => {
      expect(await examineMany(mutatedOrChanged, many.mutated)).toBeGreaterThan(many.mutated / 4);
    },
    deadline,
  );

  it(
    'of examples in UTF-8 that is broken',
    async () => {
      const broken = fc
        .tuple(example, fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0x80, max: 0xff })), { minLength: 1, maxLength: 8 }))
        .map(([text, bytes]) => {
          const all = Buffer.from(`证书 ${text} 😀`);
          for (const [at, byte] of bytes) all[at % all.byteLength] = byte;
          return all;
        });
      expect(await examineMany(broken, many.broken)).toBeGreaterThan(many.broken / 4);
    },
    deadline,
  );

  it(
    'of examples deep in JSON, and escaped again and again',
    async () => {
      const nested = fc
        .tuple(example, fc.nat({ max: 6 }), fc.nat({ max: 400 }), fc.constantFrom('[', '{"a":', '{"log":"', '(', '<', '\\"'))
        .map(([text, times, depth, opening]) => {
          let inner = text.slice(0, 400);
          for (let time = 0; time < times; time++) inner = JSON.stringify(inner);
          return opening.repeat(depth) + inner + ']'.repeat(depth % 7);
        });
      expect(await examineMany(nested, many.nested)).toBeGreaterThan(many.nested / 4);
    },
    deadline,
  );

  it(
    'of examples between control sequences, whole and cut',
    async () => {
      const sequence = fc
        .tuple(
          fc.constantFrom('\u001B[', '\u001B]', '\u001B', '\u009B', '\u001BP'),
          fc.string({ unit: fc.constantFrom('0', '1', '7', ';', '?', ':', '"', '\u0007', 'm', 'K', 'H', '\\', ' '), maxLength: 12 }),
        )
        .map((parts) => parts.join(''));
      const controlled = fc.tuple(example, fc.array(fc.tuple(fc.nat(), sequence), { maxLength: 10 })).map(([text, put]) => {
        return put.reduce((all, [at, what]) => edited(all, { kind: 'put', at, length: 0, put: what }), text);
      });
      expect(await examineMany(controlled, many.controlled)).toBeGreaterThan(many.controlled / 4);
    },
    deadline,
  );
});

describe("a pattern's own worst case", () => {
  it(
    'ends for each of them: runs, beginnings again and again, near misses',
    async () => {
      let bytes = 0;
      for (const pattern of signatures) {
        for (const text of worstCases(pattern, 1000)) {
          const diagnosis = await engine.diagnose(text);
          proofsAreInside(diagnosis);
          bytes += diagnosis.bytes;
        }
      }
      expect(bytes).toBeGreaterThan(3_000_000);
    },
    deadline,
  );

  it(
    'ends for a megabyte of it',
    async () => {
      const [first, ...others] = fc.sample(fc.constantFrom(...signatures), 16);
      for (const pattern of [first ?? '', ...others]) {
        const texts = worstCases(pattern, 500_000);
        for (const text of [texts[0] ?? '', texts.at(-1) ?? '']) {
          const diagnosis = await engine.diagnose(text);
          proofsAreInside(diagnosis);
          expect(await engine.diagnose(Buffer.from(text)), pattern).toEqual(diagnosis);
        }
      }
    },
    deadline,
  );

  it.each([
    ['10 MB with something in it here and there', 10_000_000, 30_000],
    ['100 kB of everything', 100_000, 0],
  ])(
    'ends for one line of %s, in all forms',
    async (_line, length, between) => {
      const line = fc
        .sample(example, 100)
        .map((text) => text.replaceAll(/[\r\n]+/g, ' ') + '\\"&lt;'.repeat(between))
        .join(' ');
      await examine(line.repeat(Math.ceil(length / line.length)).slice(0, length), [65_536, 1_000_003, 5_000_001]);
    },
    deadline,
  );
});
