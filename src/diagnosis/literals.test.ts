import { describe, expect, it } from 'vitest';
import { isAnchored, requiredLiterals } from './literals.ts';
import { readPattern } from './pattern.ts';
import { patternProblem } from './compile.ts';

const of = (pattern: string) => requiredLiterals(readPattern(pattern));

describe('the literals that every match contains', () => {
  it.each<[string, string[][]]>([
    ['failed to (?P<what>create|delete) the bridge', [[' the bridge'], ['failed to '], ['create', 'delete']]],
    ['"(?<bridge>[\\w.-]+)" already has an address', [[' already has an address']]],
    ['colou?rful words', [['rful words'], ['colo']]],
    ['(?:abcd)?efgh', [['efgh']]],
    ['(?:abcd)+', [['abcd']]],
    ['\\bwait\\b for it', [['wait for it']]],
    ['wait[.]now', [['wait.now']]],
    ['quoted \\"inside\\" of it', [['quoted '], ['inside'], [' of it']]],
    ['\\Qa.b*c\\E and', [['a.b*c and']]],
    ['first line|second line', [['first line', 'second line']]],
    ['first line|\\d+', []],
    ['一直打印', [['一直打印']]],
    ['\\p{Han}name\\pLrest', [['name'], ['rest']]],
    ['[]x]okay', [['okay']]],
    ['[[:alpha:]]okay', [['okay']]],
    ['(?i)ÄPFEL und Birnen', [['PFEL und Birnen']]],
  ])('%s', (pattern, expected) => {
    expect(of(pattern)).toEqual(expected);
  });

  it('sees where a pattern cares about the ends of a line', () => {
    expect(['^abcd', 'abcd$', '(?:^abcd|efgh)', '\\Aabcd'].map((pattern) => isAnchored(readPattern(pattern)))).toEqual([true, true, true, true]);
    expect(['abcd', '[^a]bcd', 'a\\^bcd'].map((pattern) => isAnchored(readPattern(pattern)))).toEqual([false, false, false]);
  });
});

describe('what is wrong with a pattern', () => {
  it.each(['cni0 already has', '(?i)oom-?killed', '(?P<a>x)yyyy', '^\\s*NAME\\s+READY'])('accepts %s', (pattern) => {
    expect(patternProblem(pattern)).toBeUndefined();
  });

  it.each<[string, RegExp]>([
    ['\\d+ (?:a|b)', /no text of 4 or more characters/],
    ['abcd(?=efgh)', /look-around|lookahead|Perl/i],
    ['(abcd)\\1', /back-reference/],
    ['abcd(', /Unterminated group|missing/],
    ['abcd\\', /ends in a backslash/],
    ['\\u4e2dabcd', /RE2 knows no/],
    ['(?P<x>abcd)(?P<x>efgh)', /[Dd]uplicate/],
  ])('refuses %s and says why', (pattern, reason) => {
    expect(patternProblem(pattern)).toMatch(reason);
  });
});
