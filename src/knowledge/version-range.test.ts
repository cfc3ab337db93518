import { describe, expect, it } from 'vitest';
import { isVersionRange, isWithin } from './version-range.ts';

describe('a range of versions', () => {
  it.each<[string, string, boolean]>([
    ['v1.24.0', '>=1.24', true],
    ['v1.23.17', '>=1.24', false],
    ['1.23.17', '<1.24', true],
    ['1.24.0', '<1.24', false],
    ['1.24.5', '<=1.24', true],
    ['1.25.0', '<=1.24', false],
    ['1.24.5', '>1.24', false],
    ['1.25', '>1.24', true],
    ['v1.9.0', '=1.9.0', true],
    ['v1.9.1', '=1.9.0', false],
    ['v1.9.1', '=1.9', true],
    ['v1.10.0', '=1.9', false],
    ['2.0.0', '<1.24', false],
    ['3.5.2', '>=3.5 <3.5.3', true],
    ['3.5.3', '>=3.5 <3.5.3', false],
    ['3.4.9', '>=3.5 <3.5.3', false],
    ['v1.31.2+k3s1', '>=1.31.2', true],
    // told less exactly than the range
    ['3.5', '<3.5.3', true],
    ['3.5', '>3.5.3', true],
    ['unknown', '<1.24', true],
  ])('%s in %s: %s', (version, range, within) => expect(isWithin(version, range)).toBe(within));

  it('is told from what is none', () => {
    expect(['>=1.24', '<1.9.1', '>=3.5 <3.5.3', '=1'].every(isVersionRange)).toBe(true);
    expect(['', '1.24', '^1.24', '>=1.24 (dockershim)', '<1.24; later', '>= 1.24', '>=1.2.3.4'].some(isVersionRange)).toBe(false);
  });
});
