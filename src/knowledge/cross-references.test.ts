import { describe, expect, it } from 'vitest';
import { crossProblems } from './cross-references.ts';
import { type EntryInput, EntrySchema } from './schema.ts';
import { describeProblem } from './sources.ts';

const words = { en: 'words', zh: '文字' };
const signatures = ['one', 'two', 'three'].map((id) => ({ id, pattern: `${id} was seen`, strength: 'hint' as const }));

function entryWith(more: Partial<EntryInput>) {
  return EntrySchema.safeParse({
    id: 'a/b',
    kind: 'fault',
    status: 'draft',
    title: words,
    summary: words,
    impact: words,
    severity: 'low',
    signatures,
    ...more,
  });
}

/** Where something is wrong, and what. */
function problemsOf(more: Partial<EntryInput>): readonly string[] {
  const value = entryWith(more).data;
  if (value === undefined) throw new Error('not even of the right form');
  const at = (path: readonly PropertyKey[], message: string) => ({ file: 'b.yaml', line: 1, column: 1, field: path.join('.'), message });
  const entries = [{ value, folder: 'a', file: 'b.yaml', at }];
  return crossProblems({ entries, probes: [], guards: [], actions: [] }).map((problem) => describeProblem(problem));
}

describe('a combination', () => {
  it('names signatures of its entry, wherever it names them', () => {
    const combination = { all: ['one'], any: ['two'], not: ['three'], strength: 'strong' as const };
    expect(problemsOf({ combinations: [combination] })).toEqual([]);
    for (const field of ['all', 'any', 'not'] as const) {
      const [problem, ...more] = problemsOf({ combinations: [{ ...combination, [field]: ['four'] }] });
      expect(problem).toContain(`combinations.0.${field}.0`);
      expect(problem).toContain('there is no signature four in this entry');
      expect(more).toEqual([]);
    }
  });

  it.each([
    ['one signature', { all: ['one'] }, false],
    ['one of several and nothing else', { any: ['one', 'two'] }, false],
    ['nothing that is seen', { not: ['one', 'two'] }, false],
    ['two', { all: ['one', 'two'] }, true],
    ['one beside one of others', { all: ['one'], any: ['two', 'three'] }, true],
    ['one without another', { all: ['one'], not: ['two'] }, true],
    ['one of others without another', { any: ['one', 'two'], not: ['three'] }, true],
  ])('of %s: %j, %s', (_, fields, good) => {
    expect(entryWith({ combinations: [{ ...fields, strength: 'strong' }] }).success).toBe(good);
  });
});

describe('the versions of an entry', () => {
  it('are ranges', () => {
    expect(entryWith({ applies: { versions: { kubernetes: '>=1.24' } } }).success).toBe(true);
    expect(entryWith({ applies: { component: 'kubelet', versions: { kubernetes: '1.24 or later' } } }).success).toBe(false);
  });
});
