import { describe, expect, it } from 'vitest';
import { standard } from '#redaction/redact.ts';
import type { Context } from './context.ts';
import { overhear } from './diagnose.ts';

/** Whether a text of this certainty opens an incident in a place of this threshold. */
async function opens(certainty: number, threshold?: number): Promise<boolean> {
  let opened = false;
  const context = {
    threshold,
    engine: () => ({ diagnose: () => Promise.resolve({ matches: [], certainty, speaks: certainty >= 0.9, lines: 1, bytes: 1 }) }),
    redactor: standard,
    clock: () => new Date(0),
    incidents: {
      open: () => {
        opened = true;
        return Promise.reject(new Error('far enough'));
      },
    },
  } as unknown as Context;
  const reply = await overhear(context, 'a text').catch(() => 'opened');
  expect(reply).toBe(opened ? 'opened' : undefined);
  return opened;
}

describe('a text that is overheard', () => {
  it('is answered where it is as sure as the place asks for', async () => {
    expect(await opens(0.75, 0.7)).toBe(true);
    expect(await opens(0.7, 0.7)).toBe(true);
    expect(await opens(0.96, 0.99)).toBe(false);
    expect(await opens(0.99, 1)).toBe(false);
  });

  it('is answered from 0.9 where the place asks for nothing else', async () => {
    expect(await opens(0.9)).toBe(true);
    expect(await opens(0.85)).toBe(false);
    expect(await opens(0)).toBe(false);
  });
});
