import { describe, expect, it } from 'vitest';
import { lineIn } from './face.ts';
import { pressOf } from './payloads.ts';

const verbs = new Set(['diagnose', 'ask', 'check', 'help']);

describe('a text put to the bot', () => {
  it('is a command line where it begins with a verb', () => {
    expect(lineIn({ verbs }, ' Check cni/cni0-ip-conflict —node worker-1 ')).toBe('check cni/cni0-ip-conflict --node worker-1');
    expect(lineIn({ verbs }, 'help')).toBe('help');
  });

  it('is a text to diagnose where it does not, or where a log follows', () => {
    expect(lineIn({ verbs }, 'checking the node')).toBeUndefined();
    expect(lineIn({ verbs }, 'why? check')).toBeUndefined();
    expect(lineIn({ verbs }, 'check this out:\nE0101 something')).toBeUndefined();
    expect(lineIn({ verbs }, '')).toBeUndefined();
  });

  it('keeps what follows diagnose and ask exactly as it was pasted', () => {
    expect(lineIn({ verbs }, 'diagnose “cni0” — failed\nsecond line')).toBe('diagnose “cni0” — failed\nsecond line');
  });
});

describe('a press', () => {
  const value = { about: 'plan', plan: 'p1', hash: 'sha256:1' };

  it('is one of the fixed ids with ids and hashes as its value', () => {
    expect(pressOf({ action_id: 'plan:approve', value: JSON.stringify(value) })).toEqual({ id: 'plan:approve', value });
    expect(pressOf({ action_id: 'fix:plan:recreate-bridge', value: JSON.stringify({ about: 'entry', incident: 'i1', entry: 'a/b' }) })?.id).toBe(
      'fix:plan:recreate-bridge',
    );
  });

  it('is nothing else', () => {
    for (const forged of [
      { action_id: 'plan:approve:x', value: JSON.stringify(value) },
      { action_id: 'plan:approve', value: JSON.stringify({ ...value, argv: ['rm'] }) },
      { action_id: 'plan:approve', value: JSON.stringify({ about: 'plan', plan: 'p1' }) },
      { action_id: 'plan:approve', value: 'p1' },
      { action_id: 'plan:approve', value: JSON.stringify({ ...value, hash: 'x'.repeat(2000) }) },
      { action_id: 'plan:approve' },
    ])
      expect(pressOf(forged)).toBeUndefined();
  });
});
