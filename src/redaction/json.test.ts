import { describe, expect, it } from 'vitest';
import { standard } from './redact.ts';

const key = ['-----BEGIN RSA ', 'PRIVATE KEY-----'].join('');

describe('data', () => {
  it('is redacted by the names beside its strings', () => {
    expect(standard.redactJson({ password: 'swordfish', port: 5432, user: 'app' })).toEqual({ password: '[redacted: secret]', port: 5432, user: 'app' });
    expect(standard.redactJson([{ name: 'DB_PASSWORD', value: 'swordfish' }])).toEqual([{ name: 'DB_PASSWORD', value: '[redacted: secret]' }]);
    expect(standard.redactJson({ kind: 'Secret', data: { any: 'c3dvcmRmaXNo' } })).toEqual({ kind: 'Secret', data: { any: '[redacted: value of a Secret]' } });
  });

  it('keeps its form, also where a key goes over a list of lines', () => {
    const lines = ['before', key, 'MIIEowIBAAKCAQEAxyz0123456789', 'abcdefghijklmnop0123456789ABCDEF', 'after it'];
    const clean = standard.redactJson({ lines });
    expect(JSON.stringify(clean)).not.toMatch(/MIIEow|abcdefgh/);
    expect(clean).toMatchObject({ lines: { length: 5, 0: 'before', 4: 'after it' } });
  });

  it('without a secret is the same', () => {
    const data = { a: [1, null, true, 'x', { b: '' }], lines: ['one', 'two'], token: 'expired' };
    expect(standard.redactJson(data)).toEqual(data);
  });
});
