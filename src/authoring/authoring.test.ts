import { describe, expect, it } from 'vitest';
import { EntrySchema } from '#knowledge/schema.ts';
import { patternProblem } from '#diagnosis/compile.ts';
import { RE2JS } from 're2js';
import { parse } from 'yaml';
import { backtracking } from './backtracking.ts';
import { draftEntry } from './draft.ts';
import { untranslated } from './stats.ts';

describe('a draft from a pasted error', () => {
  const paste = `Nov 20 10:00:00 worker-1 kubelet[113]: I1120 10:00:00.1 113 pod.go:1] syncing
Nov 20 10:00:01 worker-1 kubelet[113]: E1120 10:00:01.123456 113 frob.go:12] Failed to frobnicate volume "pvc-0a1b2c3d-0000-1111-2222-333344445555" at 10.0.0.1:6443 in /var/lib/frob/x: permission denied`;
  const draft = draftEntry('storage/frobnicate', paste);

  it('chooses the alarming line and leaves out what a logger put before it', () => {
    expect(draft.line).toContain('Failed to frobnicate');
    expect(draft.pattern).toMatch(/^Failed to frobnicate volume/);
  });

  it('puts typed groups for what changes, so that the same error elsewhere matches too', () => {
    expect(draft.captures).toEqual({ uid: 'id', endpoint: 'endpoint', path: 'path' });
    const other = 'Failed to frobnicate volume "pvc-ffffffff-9999-8888-7777-666655554444" at 192.168.7.9:443 in /srv/other/y: permission denied';
    expect(RE2JS.compile(draft.pattern).matcher(other).find()).toBe(true);
    expect(patternProblem(draft.pattern)).toBeUndefined();
  });

  it('is an entry of the right form that never speaks', () => {
    expect(EntrySchema.parse(parse(draft.entry))).toMatchObject({ id: 'storage/frobnicate', status: 'draft' });
  });

  it('says so where there is nothing to recognise', () => {
    expect(() => draftEntry('a/b', '42 17 10.0.0.1\n')).toThrow('words of its own');
  });
});

describe('backtracking', () => {
  it.each([
    ['a repetition within a repetition', '(?:failed +)+to mount', true],
    ['three endless wildcards', 'failed.*to.*mount.*volume', true],
    ['bounded repetitions', String.raw`failed to mount [^"]{1,200} of (?:[a-z]{1,20} ){1,4}volume`, false],
    ['one endless wildcard', 'failed to mount.*volume', false],
  ])('sees %s', (_name, pattern, wrong) => {
    expect(backtracking(pattern) !== undefined).toBe(wrong);
  });
});

describe('untranslated texts', () => {
  it('are those whose Chinese holds no Chinese, unless there is nothing to translate', () => {
    const words = { en: 'The bridge is gone', zh: 'The bridge is gone' };
    const entry = EntrySchema.parse({
      id: 'a/b',
      kind: 'fault',
      status: 'tested',
      title: words,
      summary: { en: 'x', zh: '说明' },
      impact: { en: 'kubelet.service', zh: 'kubelet.service' },
      severity: 'low',
    });
    expect(untranslated(entry)).toEqual([['title', 'zh']]);
  });
});
