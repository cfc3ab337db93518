import { describe, expect, it } from 'vitest';
import { standard } from '#redaction/redact.ts';
import type { Context } from './context.ts';
import { diagnose, overhear } from './diagnose.ts';
import { createEngine } from '#diagnosis/engine.ts';
import { bridge, knowledgeOf } from '#diagnosis/small-knowledge.ts';
import { answers } from '#language/answers.ts';

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

describe('a text that was put to the bot, with nothing in it that it knows', () => {
  const knowledge = knowledgeOf({ ...bridge, title: { en: 'The bridge has another address', zh: '网桥地址不同' }, keywords: ['cni0'] });
  const engine = createEngine(knowledge);
  const ask = (text: string) => diagnose.run({ knowledge: () => knowledge, engine: () => engine } as unknown as Context, { text });

  it('is answered plainly, to the person alone, with the nearest entries by words and what to paste next', async () => {
    const reply = await ask('what is wrong with my cni0 bridge address?');
    expect(reply.blocks).toEqual([
      { kind: 'notice', tone: 'neutral', text: answers.nothingFound },
      {
        kind: 'list',
        title: answers.nearest,
        ordered: false,
        items: [{ text: { en: 'The bridge has another address', zh: '网桥地址不同' }, detail: 'cni/bridge' }],
      },
      { kind: 'text', text: answers.pasteNext },
    ]);
    expect(reply).toMatchObject({ audience: 'person', exit: 1, data: { matches: [], speaks: false, nearest: ['cni/bridge'] } });
  });

  it('names no entry where none has its words', async () => {
    expect((await ask('zzyzx')).blocks.map(({ kind }) => kind)).toEqual(['notice', 'text']);
  });
});
