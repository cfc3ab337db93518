/** Whatever the text: redaction keeps lines and what is no secret, says where things stand now, and finds nothing in what it left. */
import { array, assert, constantFrom, nat, oneof, property, string, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formats, repeatable } from '../../test/secrets.ts';
import { standard } from './redact.ts';

/** A word that no rule knows, and that is found again. */
const marker = 'kjqxv';
/** A key without its end goes on to the next end there is, whatever stands in between: better too much than a part of it. */
const whole = formats.filter(({ name }) => name !== 'private key, cut off');
const planted = tuple(constantFrom(...whole), nat()).map(([{ make }, seed]) => make(repeatable(seed)).text);
const piece = oneof(
  planted,
  string({ maxLength: 30 }).map((text) => text.replaceAll(marker, '')),
  constantFrom('\n', ' ', '"', "'", '\\n', '-----', 'key: '),
);

describe('positions', () => {
  it('behind and before secrets are mapped to the same words', () => {
    assert(
      property(array(planted, { maxLength: 4 }), array(planted, { maxLength: 4 }), (before, after) => {
        const text = `${before.join('\n')}\nI1120 10:00:00.000000 1 x.go:1] ${marker} stands here\n${after.join('\n')}`;
        const { text: clean, at } = standard.redactWithMap(text);
        const place = text.indexOf(marker);
        expect(clean.slice(at(place), at(place) + marker.length)).toBe(marker);
      }),
    );
  });

  it('grow with what they stand for, and lines stay as many', () => {
    assert(
      property(array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const { text: clean, at } = standard.redactWithMap(text);
        expect(clean.split('\n')).toHaveLength(text.split('\n').length);
        expect(at(0)).toBe(0);
        expect(at(text.length)).toBe(clean.length);
        let last = 0;
        for (let offset = 0; offset <= text.length; offset += 1) {
          const now = at(offset);
          expect(now).toBeGreaterThanOrEqual(last);
          last = now;
        }
        expect(standard.redact(text)).toBe(clean);
      }),
      { numRuns: 200 },
    );
  });
});
