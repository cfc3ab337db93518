/** The commands of the terminal that need more than the compiled knowledge: the configuration, the files, the whole backbone. */
import { randomUUID } from 'node:crypto';
import { contextFor, createDesk } from '#commands/index.ts';
import type { Desk, Speaker } from '#commands/desk.ts';
import { wrongUsage } from '#commands/desk/replies.ts';
import { readWords } from '#commands/desk/words.ts';
import { kb, runKb } from '#commands/kb.ts';
import { type Config, readConfig } from '#config/config.ts';
import type { TerminalDesk } from '#faces/terminal/desk.ts';
import type { PersonId } from '#knowledge/ids.ts';
import type { Knowledge } from '#knowledge/knowledge.ts';
import { answers } from '#language/answers.ts';
import { languageOf } from '#language/text.ts';
import type { Sources } from '#library/kept.ts';
import { createRedactor } from '#redaction/redact.ts';
import { KnowledgeProblem } from '#library/problem.ts';
import { openKnowledge, startApp } from './app.ts';
import { knowledgeFolder } from '#library/shipped.ts';

/** Where the configuration says that the knowledge is; undefined where it is to be fetched. @throws {Problem} */
export async function knowledgeSources(): Promise<Sources | undefined> {
  const { knowledge, redaction } = await readConfig();
  const { folders, git, disable } = knowledge;
  return git.length > 0 ? undefined : { folder: knowledgeFolder, also: folders, without: disable, redaction };
}

/** The verb `kb`, without a database. */
export const knowledgeVerb: TerminalDesk['kb'] = async (words) => {
  const read = readWords(kb, words);
  const language = languageOf((await readConfig()).locale);
  if (!read.ok) return { reply: wrongUsage(read.text, kb.usage), language };
  const args = kb.args.safeParse(read.args);
  if (!args.success) return { reply: wrongUsage(answers.badArgument('what', args.error.issues[0]?.message ?? ''), kb.usage), language };
  // Whoever writes entries needs lint most when they cannot be loaded.
  const broken = ['lint', 'test'].includes(args.data.what);
  const library = await knowledgeOnDisk().catch((error: unknown) => {
    if (broken && error instanceof KnowledgeProblem) return undefined;
    throw error;
  });
  const folders = library?.folders ?? [knowledgeFolder, ...(await readConfig()).knowledge.folders];
  const reply = await runKb(
    {
      knowledge: () => library?.current().knowledge ?? nothing,
      library: { folders, origins: () => library?.current().origins ?? new Map() },
      redactor: createRedactor((await readConfig()).redaction),
      origin: { face: 'terminal' },
    },
    args.data,
  );
  return { reply, language };
};

/** Opens everything, works, and closes it again. */
export const withDesk: TerminalDesk['withDesk'] = async (signal, work) => {
  const config = await readConfig();
  const app = await startApp({ ...config, logLevel: config.logLevel === 'info' ? 'warn' : config.logLevel }, { faces: false, workers: true });
  try {
    const desk: Desk = createDesk(app.services, (problem, reference) => app.log.error({ err: problem, reference }, 'a command failed'));
    const speaker = speakerOf(config, signal);
    return await work(desk, speaker, contextFor(app.services, speaker).changes);
  } finally {
    await app.close();
  }
};

export async function knowledgeOnDisk(): ReturnType<typeof openKnowledge> {
  return openKnowledge(await readConfig(), (problem) => {
    process.stderr.write(`${problem instanceof Error ? problem.message : String(problem)}\n`);
  });
}

const nothing: Knowledge = { entries: new Map(), probes: new Map(), guards: new Map(), actions: new Map(), digest: '', digests: new Map() };

function speakerOf(config: Config, signal: AbortSignal): Speaker {
  return {
    actor: `terminal:${config.account}` as PersonId,
    origin: { face: 'terminal', place: config.account, message: randomUUID() },
    language: languageOf(config.locale),
    cluster: config.clusters.length === 1 ? config.clusters[0]?.name : undefined,
    signal,
  };
}
