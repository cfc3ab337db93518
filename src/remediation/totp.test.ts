import { describe, expect, it } from 'vitest';
import { base32, codeOf, counterAt, enrolmentUri, periodOf } from './totp.ts';

/** The secret and the times of RFC 6238, appendix B; the last six of its eight digits. */
const secret = Buffer.from('12345678901234567890');

describe('one-time codes', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at %i seconds are those of RFC 6238', (seconds, code) => {
    expect(codeOf(secret, counterAt(new Date(seconds * 1000)))).toBe(code);
  });

  it('are taken one period before and after, and no further', () => {
    const at = (seconds: number) => periodOf(secret, '081804', new Date(seconds * 1000));
    const own = counterAt(new Date(1_111_111_109_000));
    const start = own * 30;
    expect([at(start - 31), at(start - 30), at(start), at(start + 59), at(start + 60)]).toEqual([undefined, own, own, own, undefined]);
  });

  it.each(['', '0', '81804', '0081804', '08180٤', '０８１８０４', '08180a', '287082'])('are not %j', (code) => {
    expect(periodOf(secret, code, new Date(1_111_111_109_000))).toBeUndefined();
  });

  it('are enrolled by an address that apps understand', () => {
    expect(base32(secret)).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
    expect(base32(Buffer.from('foobar'))).toBe('MZXW6YTBOI');
    expect(enrolmentUri('slack:T1/U1', secret)).toBe(
      'otpauth://totp/k8sdoc:slack%3AT1%2FU1?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=k8sdoc&algorithm=SHA1&digits=6&period=30',
    );
  });
});
