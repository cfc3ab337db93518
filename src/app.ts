/** The composition root: builds everything from the configuration, starts what was asked for, and stops it in order. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DestinationStream, type Logger, pino } from 'pino';
import { createDesk, verbs } from '#commands/index.ts';
import type { Config } from '#config/config.ts';
import { rosterOf, type SlackDirectory, slackGroupsIn } from '#config/people.ts';
import type { Engine } from '#diagnosis/diagnosis.ts';
import { createEngine } from '#diagnosis/engine.ts';
import { startBrowser } from '#faces/browser/server.ts';
import type { PersonId } from '#knowledge/ids.ts';
import type { Json } from '#knowledge/json.ts';
import { languageOf } from '#language/text.ts';
import { checkOut } from '#library/checkout.ts';
import { type Library, openLibrary } from '#library/library.ts';
import { createRedactor, type Redactor } from '#redaction/redact.ts';
import { type ClusterDefinition, createTargets } from '#targets/targets.ts';
import { type Sandbox, startSandbox } from './sandbox/sandbox.ts';
import { type Backbone, createBackbone } from './services.ts';
import { knowledgeFolder } from '#library/shipped.ts';

export const version = '0.1.0';

/** The two people of the browser channel: whoever sits there acts as one or the other. */
const browserPeople = [
  { id: 'browser:ana' as PersonId, name: 'Ana' },
  { id: 'browser:bo' as PersonId, name: 'Bo' },
];

/** Milliseconds between two looks at the files of the knowledge base. */
const lookEvery = 2000;

/** Opens the knowledge: what is shipped, with the organisation's own over it. `every`: how often to look for changes (ms). @throws {Problem} */
export async function openKnowledge(
  config: Pick<Config, 'knowledge' | 'dataDir' | 'redaction'>,
  log: (problem: unknown) => void,
  every?: number,
): Promise<Library<Engine> & { readonly folders: readonly string[] }> {
  const { folders, git, disable } = config.knowledge;
  const redactor = createRedactor(config.redaction);
  const checkouts = await Promise.all(git.map((one) => checkOut(one, join(config.dataDir, 'knowledge'), log)));
  const also = [...checkouts.map((one) => one.folder), ...folders];
  const library = await openLibrary({
    folder: knowledgeFolder,
    also,
    without: disable,
    build: (knowledge) => createEngine(knowledge, redactor),
    log,
    ...(every === undefined ? {} : { every }),
  });
  const updates =
    every === undefined ? [] : checkouts.map((one, index) => setInterval(() => void one.update().catch(log), (git[index]?.minutes ?? 5) * 60_000).unref());
  return {
    ...library,
    folders: [knowledgeFolder, ...also],
    close: () => {
      for (const update of updates) clearInterval(update);
      library.close();
    },
  };
}

/** The log; every line of it goes through redaction. It goes to standard error where no other place is named. */
export function createLog(config: Pick<Config, 'logLevel' | 'redaction'>, to: DestinationStream = pino.destination({ fd: 2, sync: true })): Logger {
  const redactor = createRedactor(config.redaction);
  return pino(
    {
      level: config.logLevel,
      base: null,
      hooks: {
        // The last door: whatever was about to be written goes through redaction once more.
        streamWrite: (line) => redactLine(line, redactor),
      },
    },
    to,
  );
}

/** A line of the log, as data and as a text: what is quoted in a string is seen as it was before it was quoted. */
function redactLine(line: string, redactor: Redactor): string {
  return redactor.redact(`${JSON.stringify(redactor.redactJson(JSON.parse(line) as Json))}\n`);
}

export type Parts = { readonly faces: boolean; readonly workers: boolean };
export type App = Backbone & { readonly urls: readonly string[]; readonly log: Logger };

/** Starts the process: faces, workers, or both. Resolves once all of it is ready. @throws {Problem} */
export async function startApp(config: Config, parts: Parts): Promise<App> {
  const log = createLog(config);
  const logProblem = (problem: unknown): void => log.error({ err: problem }, 'something went wrong');
  const library = await openKnowledge(config, logProblem, lookEvery);
  const closers: (() => Promise<void>)[] = [async () => library.close()];
  const close = async (): Promise<void> => {
    for (const closer of closers.toReversed()) await closer().catch(logProblem);
  };
  try {
    const bare = config.nodes.length === 0 && config.clusters.length === 0;
    const sandbox = bare && config.slack === undefined ? await openSandbox(closers) : undefined;
    const targets = createTargets({
      nodes: [...config.nodes, ...(sandbox?.nodes ?? [])],
      clusters: [...config.clusters.map((cluster) => clusterOf(cluster)), ...(sandbox?.clusters ?? [])],
    });
    closers.push(() => targets.close());
    // Whoever sits at the browser can be either of its people: on real targets they say yes only where the configuration names them.
    const players = sandbox === undefined ? [] : browserPeople.map((person) => person.id);
    const roster = rosterOf(config, { approvers: players, people: browserPeople }, await directoryOf(config, log));
    const backbone = await createBackbone({ config, library, targets, roster, redactor: createRedactor(config.redaction), log: logProblem });
    closers.push(() => backbone.close());
    const { services } = backbone;
    if (parts.workers) await backbone.startWork();

    const desk = createDesk(services, (problem, reference) => log.error({ err: problem, reference }, 'a command failed'));
    const urls: string[] = [];
    if (parts.faces && config.slack !== undefined) {
      const channels = new Map(config.channels.map((channel) => [channel.id, channel]));
      // Loaded where it is used: it costs more memory than all the rest.
      const { startSlack } = await import('#faces/slack/slack.ts');
      const slack = await startSlack({ ...config.slack, port: config.port, channels, verbs: verbs.map((verb) => verb.name) }, desk, services, log);
      closers.push(() => slack.stop());
    }
    if (parts.faces && config.slack === undefined) {
      const browser = await startBrowser(
        {
          port: config.port,
          host: config.host,
          people: browserPeople,
          channel: 'main',
          language: languageOf(config.locale),
          samples: sandbox?.samples ?? [],
          simulated: sandbox !== undefined,
          version,
          health: async () => {
            const [database, jobs] = await Promise.all([backbone.database.health(), backbone.jobs.health()]);
            return { ok: database.ok && jobs.ok, database: database.ok, jobs: jobs.ok };
          },
        },
        desk,
        services,
        log,
      );
      closers.push(() => browser.stop());
      urls.push(browser.url);
    }
    return { ...backbone, close, urls, log };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Slack's word on who belongs to its groups and whose account is closed; a worker alone needs it as the bot does. */
async function directoryOf(config: Config, log: Logger): Promise<SlackDirectory | undefined> {
  if (config.slack === undefined) return undefined;
  const { slackDirectory } = await import('#faces/slack/directory.ts');
  return slackDirectory({ ...config.slack, groups: slackGroupsIn(config) }, log);
}

/** A sandbox of this process's own: two processes over one data folder must not take each other's keys for theirs. */
async function openSandbox(closers: (() => Promise<void>)[]): Promise<Sandbox> {
  const folder = await mkdtemp(join(tmpdir(), 'k8sdoc-sandbox-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  const sandbox = await startSandbox({ folder });
  closers.push(() => sandbox.close());
  return sandbox;
}

function clusterOf(cluster: Config['clusters'][number]): ClusterDefinition {
  const group = cluster.approverGroup === undefined ? {} : { approverGroup: cluster.approverGroup };
  if (cluster.inCluster) return { name: cluster.name, kind: 'in-cluster', ...group };
  return { name: cluster.name, kind: 'kubeconfig', path: cluster.kubeconfig, context: cluster.context, ...group };
}
