/**
 * What a command in a terminal works with. One that only reads answers from what was compiled before, and loads no library for it; all
 * others load what they need.
 */
import { plainConfig } from '#config/plain.ts';
import type { Knowledge } from '#knowledge/knowledge.ts';
import { createEngine } from '#diagnosis/engine.ts';
import type { Engine } from '#diagnosis/diagnosis.ts';
import type { TerminalDesk } from '#faces/terminal/terminal.ts';
import { languageOf } from '#language/text.ts';
import { quickKnowledge } from '#library/cache.ts';
import { knowledgeFolder } from './shipped.ts';

/** Loaded where it is needed: it brings the whole program with it. */
const work = () => import('./terminal-work.ts');

export const terminalDesk: TerminalDesk = {
  language: async () => {
    const plain = plainConfig();
    return plain === undefined ? (await work()).language() : languageOf(plain.locale);
  },
  engine: async () => {
    const { knowledge, engine } = await edition();
    return {
      diagnose: (input, options) => engine.diagnose(input, options),
      ask: (question) => engine.ask(question),
      entry: (id) => knowledge.entries.get(id),
      entries: () => [...knowledge.entries.values()],
    };
  },
  kb: async (words) => (await work()).knowledgeVerb(words),
  withDesk: async (signal, task) => (await work()).withDesk(signal, task),
};

async function edition(): Promise<{ readonly knowledge: Knowledge; readonly engine: Engine }> {
  const plain = plainConfig();
  if (plain === undefined) return (await (await work()).knowledgeOnDisk()).current();
  const knowledge = await quickKnowledge(knowledgeFolder, plain.cacheDir);
  return { knowledge, engine: createEngine(knowledge) };
}
