/** Every form of secret is taken out, whole, and nothing before it. */
import { describe, expect, it } from 'vitest';
import { formats, pieces, repeatable } from '../../test/secrets.ts';
import { standard } from './redact.ts';

describe('the table of formats', () => {
  it('is long, and says nothing twice', () => {
    expect(formats.length).toBeGreaterThanOrEqual(120);
    expect(new Set(formats.map(({ name }) => name)).size).toBe(formats.length);
  });

  describe.each(formats)('$name', ({ make }) => {
    it.each([1, 2, 3, 4, 5])('is taken out, with contents number %i', (seed) => {
      const { text, secrets } = make(repeatable(seed * 7919));
      const cleaned = standard.redact(text);
      for (const piece of secrets.flatMap(pieces)) expect(cleaned).not.toContain(piece);
      expect(cleaned.startsWith(text.slice(0, text.indexOf(secrets[0] ?? '')).trimEnd())).toBe(true);
      expect(cleaned.split('\n')).toHaveLength(text.split('\n').length);
      expect(standard.redact(cleaned)).toBe(cleaned);
    });
  });

  it.each(formats)('$name is taken out of the middle of a log, and of a JSON string', ({ make }) => {
    const { text, secrets } = make(repeatable(4711));
    const within = `E1120 21:41:32.516249     113 x.go:1] before\n${text}\nE1120 21:41:33.516249     113 x.go:1] after\n`;
    const inLog = standard.redact(within);
    expect(inLog.startsWith('E1120 21:41:32.516249     113 x.go:1] before\n')).toBe(true);
    expect(inLog.endsWith('\nE1120 21:41:33.516249     113 x.go:1] after\n')).toBe(true);
    const inJson = JSON.stringify(standard.redactJson({ output: within, lines: within.split('\n') }));
    for (const piece of secrets.flatMap(pieces)) {
      expect(inLog).not.toContain(piece);
      expect(inJson).not.toContain(piece);
      expect(standard.redact(JSON.stringify({ msg: within }))).not.toContain(piece);
    }
  });
});
