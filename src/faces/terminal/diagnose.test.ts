import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createEngine } from '#diagnosis/engine.ts';
import { bridge, knowledgeOf } from '#diagnosis/small-knowledge.ts';
import { answers } from '#language/answers.ts';
import { languages, type Language, say } from '#language/text.ts';
import type { TerminalDesk } from './desk.ts';
import { runDiagnose } from './diagnose.ts';
import { print } from './output.ts';

vi.mock('./output.ts', () => ({ print: vi.fn(), isScreen: () => false }));

const knowledge = knowledgeOf({ ...bridge, keywords: ['cni0'] });
const engine = createEngine(knowledge);

const desk = (language: Language): Pick<TerminalDesk, 'language' | 'quick'> => ({
  language: () => Promise.resolve(language),
  quick: () =>
    Promise.resolve({
      diagnose: (input, options) => engine.diagnose(input, options),
      ask: (question) => Promise.resolve(engine.ask(question)),
      entry: (id) => knowledge.entries.get(id),
      entries: () => [...knowledge.entries.values()],
    }),
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'k8sdoc-terminal-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function diagnosed(text: string, language: Language): Promise<{ readonly exit: number; readonly shown: string }> {
  const file = join(folder, 'paste.log');
  await writeFile(file, text);
  vi.mocked(print).mockClear();
  const exit = await runDiagnose([file], desk(language));
  return { exit, shown: vi.mocked(print).mock.calls.join('') };
}

describe.each(languages)('a file in which nothing is found, in %s', (language) => {
  it('is answered plainly, with the nearest entries by words and what to paste next', async () => {
    const { exit, shown } = await diagnosed(`my cni0 bridge address is odd\n${'all is well\n'.repeat(100_000)}`, language);
    expect(exit).toBe(1);
    for (const text of [answers.nothingFound, answers.nearest, answers.pasteNext]) expect(shown).toContain(say(text, language));
    expect(shown).toContain('cni/bridge');
  });

  it('is answered without them where no entry has its words', async () => {
    const { shown } = await diagnosed('zzyzx', language);
    expect(shown).toContain(say(answers.nothingFound, language));
    expect(shown).not.toContain(say(answers.nearest, language));
  });
});
