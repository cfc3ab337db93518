/** Private keys in every coat: PEM whole, cut off, on one line, as base64 of PEM, and without its head. */
import type { Rule } from './rule.ts';

/** The lines of a key after its head, where its end was cut off: whole lines of base64, or long runs of it. */
const keyLines = String.raw`(?:(?:\s|\\{1,8}[nrt]|["'+>|,]){0,64}(?:(?:Proc-Type|DEK-Info|Version|Comment|Charset|Hash): ?[^\n\\]{1,120}|[A-Za-z0-9+/=]{16,8192}|[A-Za-z0-9+/=]{4,15}(?=[ \t\r"',]{0,8}$)))`;
const keyHead = '-{4,5} ?BEGIN (?:[A-Z0-9]{2,12} ){0,4}PRIVATE KEY(?: BLOCK)? ?-{4,5}';

export const privateKeys: readonly Rule[] = [
  { what: 'private key', hints: ['PRIVATE KEY'], pattern: new RegExp(`${keyHead}(?<secret>(?:(?!-----)[^]){1,32768})-{4,5} ?END `, 'g') },
  { what: 'private key', hints: ['PRIVATE KEY'], pattern: new RegExp(`${keyHead}(?<secret>${keyLines}{1,1024})`, 'gm') },
  {
    what: 'private key',
    hints: ['LS0tLS1CRUdJTi'],
    pattern: /(?<![\w+/])(?<secret>LS0tLS1CRUdJTi[\w+/]{16,65536}={0,2})/g,
    proves: (encoded) => Buffer.from(encoded.slice(0, 80), 'base64').toString('latin1').includes('PRIVATE KEY'),
  },
  {
    what: 'private key',
    hints: ['b3BlbnNzaC1rZXktdjE', 'IBA', 'MHcCAQEE', 'MIGHAgEA', 'MC4CAQAwBQYDK2V'],
    pattern: new RegExp(
      String.raw`(?<![\w+/])(?<secret>(?:b3BlbnNzaC1rZXktdjE|MII[A-Za-z0-9+/]{2,4}IBA(?:AK|DAN)|MHcCAQEE|MIGHAgEAMBMGByqGSM49|MC4CAQAwBQYDK2V)[A-Za-z0-9+/=]{8,8192}${keyLines}{0,256})`,
      'gm',
    ),
  },
  { what: 'private key', hints: ['Private-Lines:'], pattern: new RegExp(String.raw`Private-Lines: \d{1,4}(?<secret>${keyLines}{1,256})`, 'gm') },
];

const keyEnd = /-{4,5} ?END (?:[A-Z0-9]{2,12} ){0,4}PRIVATE KEY(?: BLOCK)? ?-{4,5}/g;
const bodyLine = /^[\s>|"'+,]{0,64}[A-Za-z0-9+/=]{4,100}[\s"',]{0,8}$/;

/** The lines of a key whose head was cut off: upwards from its end, as long as they are base64. */
export function keysWithoutHead(text: string): readonly { readonly from: number; readonly to: number }[] {
  if (!text.includes('PRIVATE KEY')) return [];
  let floor = 0;
  return Array.from(text.matchAll(keyEnd)).flatMap((end) => {
    const to = text.lastIndexOf('\n', end.index);
    let from = to;
    while (from > floor) {
      const start = text.lastIndexOf('\n', from - 1) + 1;
      if (start < floor || !bodyLine.test(text.slice(start, from))) break;
      from = Math.max(start - 1, 0);
      if (start === 0) break;
    }
    floor = end.index + end[0].length;
    return from < to ? [{ from: text[from] === '\n' ? from + 1 : from, to }] : [];
  });
}
