import { describe, expect, it } from 'vitest';
import type { Match } from '#diagnosis/diagnosis.ts';
import { type EntryInput, EntrySchema } from '#knowledge/schema.ts';
import { faultBlocks, type Fault, independentFaults } from './faults.ts';

const words = { en: 'words', zh: '文字' };
const entry = (id: string, more: Partial<EntryInput> = {}) =>
  EntrySchema.parse({ id, kind: 'fault', status: 'proven', title: { en: id, zh: id }, summary: words, impact: words, severity: 'high', ...more });

function fault(id: string, lines: readonly number[], confidence = 0.96, more: Partial<EntryInput> = {}): Fault {
  const known = entry(id, more);
  const evidence = lines.map((line) => ({ signature: 's', line, text: `line ${line}`, mark: { from: 0, to: 4 }, repeats: 0 }));
  const match: Match = { entry: known.id, confidence, evidence, captures: {} };
  return { entry: known, match };
}

function independent(first: Fault, ...others: readonly Fault[]): readonly string[] {
  const entries = new Map(others.map((one) => [one.entry.id, one.entry]));
  const matches = others.map(({ match }) => match);
  return independentFaults(first, matches, (id) => entries.get(id)).map((one) => one.entry.id);
}

describe('several faults in one text', () => {
  it('are all told of, where each has lines of its own', () => {
    expect(independent(fault('a/one', [1]), fault('a/two', [2, 3]), fault('a/three', [1, 9]))).toEqual(['a/two', 'a/three']);
  });

  it.each<[string, Fault]>([
    ['is only likely', fault('a/two', [2], 0.85)],
    ['is read from the same line', fault('a/two', [1])],
    ['is an effect that many faults have', fault('a/two', [2], 0.96, { generic: true })],
    ['is an effect of the first', fault('a/two', [2], 0.96, { related: [{ id: 'a/one', as: 'effect-of' }] })],
    ['looks like the first', fault('a/two', [2], 0.96, { 'look-alikes': [{ entry: 'a/one', 'told-apart-by': words }] })],
  ])('are not told of where the other %s', (_, other) => expect(independent(fault('a/one', [1]), other)).toEqual([]));

  it('are told of once, where one is the effect of another', () => {
    const cause = fault('a/two', [2], 0.96, { related: [{ id: 'a/three', as: 'cause-of' }] });
    expect(independent(fault('a/one', [1]), cause, fault('a/three', [3]))).toEqual(['a/two']);
  });

  it('are shown by name, each with its lines', () => {
    const [name, proof] = faultBlocks([fault('a/two', [2, 3])]);
    expect(name).toMatchObject({ kind: 'notice', text: { en: 'Also in this text, a fault of its own: a/two', zh: '文本中另有独立故障：a/two' } });
    expect(proof).toMatchObject({ kind: 'evidence', lines: [{ line: 2 }, { line: 3 }] });
  });
});
