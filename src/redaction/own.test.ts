import { describe, expect, it } from 'vitest';
import { createRedactor } from './redact.ts';

describe('patterns of the organisation', () => {
  const redactor = createRedactor({ emails: false, patterns: [{ name: 'employee number', pattern: String.raw`EMP-\d{6}` }] });

  it('are taken out beside all others, under their names', () => {
    expect(redactor.redact('EMP-123456 used password=hunter22')).toBe('[redacted: employee number] used password=[redacted: secret]');
    expect(redactor.redactJson({ who: ['EMP-123456'] })).toEqual({ who: ['[redacted: employee number]'] });
    expect(redactor.finds('by EMP-000001')).toBe(true);
  });

  it('leave mail addresses where those are wanted', () => {
    expect(redactor.redact('ask ann@example.com')).toBe('ask ann@example.com');
  });

  it('are linear, also where another engine would try every way', () => {
    const greedy = createRedactor({ emails: true, patterns: [{ name: 'own', pattern: '(a+)+z' }] });
    const text = 'a'.repeat(20_000);
    expect(greedy.redact(`${text}b`)).toBe(`${text}b`);
    expect(greedy.redact(`${text}z`)).toBe('[redacted: own]');
  });
});
