import { describe, expect, it } from 'vitest';
import { seenTimes } from './times.ts';

describe('how often, and when', () => {
  it.each<[number, { first: string; last: string } | undefined, string, string]>([
    [3, undefined, '3 times', '3 次'],
    [312, { first: 'Nov 20 10:02:01', last: 'Nov 20 10:41:59' }, '312 times, 10:02 to 10:41', '312 次，10:02 至 10:41'],
    [1312, { first: '2026-11-20T10:02:01.123456Z', last: '2026-11-20T10:41:59Z' }, '1,312 times, 10:02 to 10:41', '1,312 次，10:02 至 10:41'],
    [2, { first: '1120 10:02:01.000001', last: '1120 10:02:09.000001' }, '2 times, 10:02:01 to 10:02:09', '2 次，10:02:01 至 10:02:09'],
    [2, { first: '2026-11-20 10:02:01,123', last: '2026-11-20 10:02:01,999' }, '2 times, at 10:02:01', '2 次，10:02:01'],
    [
      9,
      { first: '2026-11-20T23:59:01Z', last: '2026-11-21T00:01:00Z' },
      '9 times, 2026-11-20 23:59 to 2026-11-21 00:01',
      '9 次，2026-11-20 23:59 至 2026-11-21 00:01',
    ],
    [12, { first: '20m', last: '3m' }, '12 times, 20m to 3m ago', '12 次，20m 前至 3m 前'],
    [2, { first: '3m', last: '3m' }, '2 times, 3m ago', '2 次，3m 前'],
    [2, { first: '12345.678901', last: '12399.000001' }, '2 times, 12345.678901 to 12399.000001', '2 次，12345.678901 至 12399.000001'],
  ])('%d, %j', (times, span, en, zh) => expect(seenTimes(times, span)).toEqual({ en, zh }));
});
