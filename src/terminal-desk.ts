/** What a command in a terminal works with: the engine alone where that is enough, the whole backbone where it is not. */
import { randomUUID } from 'node:crypto';
import { contextFor, createDesk } from '#commands/index.ts';
import type { Desk, Speaker } from '#commands/desk.ts';
import { type Config, readConfig } from '#config/config.ts';
import type { Diagnosis } from '#diagnosis/diagnosis.ts';
import type { TerminalDesk } from '#faces/terminal/terminal.ts';
import type { PersonId } from '#knowledge/ids.ts';
import { languageOf } from '#language/text.ts';
import { readKnowledge, startApp } from './app.ts';

export const terminalDesk: TerminalDesk = {
  language: async () => languageOf((await readConfig()).locale),
  engine: async () => {
    const { knowledge, engine } = await readKnowledge();
    return {
      diagnose: (input, onProgress): Promise<Diagnosis> => engine.diagnose(input, { onProgress }),
      ask: (question) => engine.ask(question),
      entry: (id) => knowledge.entries.get(id),
      entries: () => [...knowledge.entries.values()],
    };
  },
  withDesk: async (signal, work) => {
    const config = await readConfig();
    const app = await startApp({ ...config, logLevel: config.logLevel === 'info' ? 'warn' : config.logLevel }, { faces: false, workers: true });
    try {
      const desk: Desk = createDesk(app.services, (problem, reference) => app.log.error({ err: problem, reference }, 'a command failed'));
      const speaker = speakerOf(config, signal);
      return await work(desk, speaker, contextFor(app.services, speaker).changes);
    } finally {
      await app.close();
    }
  },
};

function speakerOf(config: Config, signal: AbortSignal): Speaker {
  return {
    actor: `terminal:${config.account}` as PersonId,
    origin: { face: 'terminal', place: config.account, message: randomUUID() },
    language: languageOf(config.locale),
    cluster: config.clusters.length === 1 ? config.clusters[0]?.name : undefined,
    signal,
  };
}
