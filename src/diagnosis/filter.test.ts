import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestStretch } from './blocks.ts';
import { openFilter } from './filter.ts';
import { buildTables, learnRarity, type Literal } from './tables.ts';

const sample = learnRarity({ text: Buffer.from('failed to start the thing, error, error, error'), weight: 1 });

const filterOf = (literals: readonly Literal[]) => openFilter(buildTables(literals, sample), longestStretch);

function occurrences(literals: readonly { text: string; foldsCase: boolean }[], text: string): string[] {
  const bytes = Buffer.from(text);
  const found: string[] = [];
  const filter = filterOf(literals.map(({ text: literal, foldsCase }) => ({ bytes: Buffer.from(literal), foldsCase })));
  filter.take(bytes);
  filter.occurrences((position, literal) => found.push(`${position} ${literal}`));
  return found.sort();
}

function naively(literals: readonly { text: string; foldsCase: boolean }[], text: string): string[] {
  const found: string[] = [];
  const plain = Buffer.from(text).toString('latin1');
  for (const [literal, { text: words, foldsCase }] of literals.entries()) {
    const fold = (of: string): string => (foldsCase ? of.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()) : of);
    const wanted = fold(Buffer.from(words).toString('latin1'));
    for (let at = fold(plain).indexOf(wanted); at >= 0; at = fold(plain).indexOf(wanted, at + 1)) found.push(`${at} ${literal}`);
  }
  return found.sort();
}

const few = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'B', ' '), minLength: 4, maxLength: 14 });

describe('the filter', () => {
  it('finds every occurrence of every literal, and nothing else', () => {
    const literal = fc.record({ text: few, foldsCase: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(literal, { minLength: 1, maxLength: 12 }),
        fc.array(fc.oneof(few, fc.constantFrom('\n', '中文字符', 'aaaaaaaaaaaaaaaaaaaa')), { maxLength: 30 }),
        (literals, parts) => {
          const text = [...parts, ...literals.map(({ text: own }) => own)].join('');
          expect(occurrences(literals, text)).toEqual(naively(literals, text));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('finds a literal at the very beginning and at the very end, at any alignment', () => {
    for (let shift = 0; shift < 9; shift++) {
      const text = `${'-'.repeat(shift)}sandbox${'-'.repeat(shift)}exec`;
      const literals = ['sandbox', 'exec'].map((each) => ({ text: each, foldsCase: false }));
      expect(occurrences(literals, text)).toHaveLength(2);
    }
  });

  it('reads nothing behind the end that it is given', () => {
    const bytes = Buffer.from('nothing here sandbox');
    const filter = filterOf([{ bytes: Buffer.from('sandbox'), foldsCase: false }]);
    let count = 0;
    filter.take(bytes);
    filter.take(bytes.subarray(0, bytes.length - 1));
    filter.occurrences(() => count++);
    expect(count).toBe(0);
  });
});
