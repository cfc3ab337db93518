import { describe, expect, it } from 'vitest';
import { isAnchored, requiredLiterals } from './literals.ts';
import { readPattern } from './pattern.ts';
import { phrasesIn } from './phrases.ts';
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

describe('phrases', () => {
  const phrases = (pattern: string) => phrasesIn(readPattern(pattern).tree, (character) => character !== '"');

  it.each<[string, string[][]]>([
    ['(?:ping|PING) 10\\.\\d{1,3}', [['ping 10.', 'PING 10.']]],
    ['[Ff]ailed to (?:get|load) it', [['Failed to get it', 'Failed to load it', 'failed to get it', 'failed to load it']]],
    ['colou?r of (?:a )?thing', [['color of thing', 'color of a thing', 'colour of thing', 'colour of a thing']]],
    ['no choice at all', []],
    ['one "?or two', []],
    [
      '(?:a|b|c|d)(?:a|b|c|d) and (?:e|f)',
      [
        [
          'aa and ',
          'ab and ',
          'ac and ',
          'ad and ',
          'ba and ',
          'bb and ',
          'bc and ',
          'bd and ',
          'ca and ',
          'cb and ',
          'cc and ',
          'cd and ',
          'da and ',
          'db and ',
          'dc and ',
          'dd and ',
        ],
        ['e', 'f'],
      ],
    ],
    ['(?:first|second) line|third', []],
    ['(?:open|close)\\b the (?P<what>door|gate) now', [['open the door now', 'open the gate now', 'close the door now', 'close the gate now']]],
  ])('%s', (pattern, expected) => {
    expect(phrases(pattern)).toEqual(expected);
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
