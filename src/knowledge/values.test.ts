import { isIP, isIPv4, isIPv6 } from 'node:net';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkValue } from './values.ts';

const part = fc.oneof(fc.nat(300).map(String), fc.constantFrom('0x1f', '010', '', '1e1', '٣'));
const group = fc.oneof(
  fc.nat(0x1ffff).map((value) => value.toString(16)),
  fc.constantFrom('', 'g'),
);
const like = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('.')),
  fc.array(group, { minLength: 1, maxLength: 9 }).map((groups) => groups.join(':')),
  fc.constantFrom('::', '::1', '1.2.3.4.', '::ffff:1.2.3.4', '1::2::3', 'fe80::1%eth0', '127.1', '[::1]', '1.2.3.4:80', '4294967295', '1.2.3.4/24'),
  fc.string(),
);

describe('addresses', () => {
  it('are what Node takes for such, without zones', () => {
    fc.assert(
      fc.property(like, (value) => {
        expect(checkValue('ip', value).ok).toBe(isIP(value) !== 0 && !value.includes('%'));
        expect(checkValue('cidr', `${value}/24`).ok).toBe(isIPv4(value) || (isIPv6(value) && !value.includes('%')));
      }),
      { numRuns: 5000 },
    );
  });
});
