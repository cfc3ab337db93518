/**
 * What a command in a terminal works with. One that only reads answers from what was compiled before, and loads no library for it; all
 * others load what they need.
 */
import { plainConfig } from '#config/plain.ts';
import { openEngine } from '#diagnosis/open-engine.ts';
import { pack, unpack } from '#diagnosis/packed.ts';
import type { QuickDesk, TerminalDesk } from '#faces/terminal/desk.ts';
import { languageOf } from '#language/text.ts';
import { quickKnowledge } from '#library/cache.ts';
import { createRedactor, standard } from '#redaction/redact.ts';
import { compilingCode, knowledgeFolder } from '#library/shipped.ts';

/** Loaded where it is needed: it brings the whole program with it. */
const work = () => import('./terminal-work.ts');

export const terminalDesk: TerminalDesk = {
  language: () => Promise.resolve(languageOf(plainConfig().locale)),
  quick: async () => (await compiled()) ?? loaded(),
  kb: async (words) => (await work()).knowledgeVerb(words),
  withDesk: async (signal, task) => (await work()).withDesk(signal, task),
};

async function compiled(): Promise<QuickDesk | undefined> {
  const { file, cacheDir } = plainConfig();
  const knowledge = await quickKnowledge({
    config: file,
    sources: async () => (file === undefined ? { folder: knowledgeFolder, also: [], without: [] } : (await work()).knowledgeSources()),
    code: compilingCode,
    cacheDir,
    compile: async (all) => {
      const { compile } = await import('#diagnosis/compile.ts');
      return pack(compile(all));
    },
  });
  if (knowledge === undefined) return undefined;
  const { entry, entries, redaction } = knowledge;
  return {
    ...openEngine(unpack(knowledge.compiled), { get: entry }, redaction === undefined ? standard : createRedactor(redaction)),
    ask: async (question) => {
      const { createIndex } = await import('#diagnosis/ask.ts');
      return createIndex({ entries: new Map(entries().map((one) => [one.id, one])) }).ask(question);
    },
    entry,
    entries,
  };
}

/** The knowledge as it is fetched and read now. */
async function loaded(): Promise<QuickDesk> {
  const { knowledge, engine } = (await (await work()).knowledgeOnDisk()).current();
  return {
    diagnose: (input, options) => engine.diagnose(input, options),
    ask: (question) => Promise.resolve(engine.ask(question)),
    entry: (id) => knowledge.entries.get(id),
    entries: () => [...knowledge.entries.values()],
  };
}
