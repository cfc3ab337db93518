import { expect, it } from 'vitest';
import { standard } from '#redaction/redact.ts';
import type { AuditDraft } from '#remediation/ports.ts';
import { turnedAwayRecorder } from './refusals.ts';

const from = { face: 'slack', place: '', message: '' } as const;

it('records what was turned away, and of a flood how much more there was', async () => {
  const rows: AuditDraft[] = [];
  let now = new Date('2026-11-20T12:00:00Z');
  const append = (draft: AuditDraft) => {
    rows.push(draft);
    return Promise.resolve({ ...draft, seq: rows.length, previous: '', hash: '' });
  };
  const record = turnedAwayRecorder({ audit: { append }, clock: () => now, redactor: standard });
  for (let index = 0; index < 1000; index += 1) await record({ from, why: 'forged' });
  expect(rows).toHaveLength(60);
  now = new Date('2026-11-20T12:01:00Z');
  await record({ from, why: 'forged', details: { token: `xoxb-${'1'.repeat(40)}` } });
  expect(rows.at(-1)).toMatchObject({ by: 'k8sdoc', what: 'request.turned-away', details: { why: 'forged', unrecorded: 940 } });
  expect(JSON.stringify(rows)).not.toContain('xoxb-1');
});
