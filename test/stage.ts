/**
 * Everything at once, for whoever tries to get a command run that nobody approved: commands, a real PostgreSQL, workers, Slack's face behind
 * signed HTTP, the browser's face, and the sandbox's node (a real SSH server) and cluster, taken for real ones. What reaches them is noted.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { pino } from 'pino';
import type { Desk, Speaker } from '#commands/desk.ts';
import { createDesk, verbs } from '#commands/index.ts';
import type { ActionId, ActionValue, Reply } from '#commands/reply.ts';
import { type Config, readConfig } from '#config/config.ts';
import { rosterOf } from '#config/people.ts';
import { startBrowser } from '#faces/browser/server.ts';
import { startSlack } from '#faces/slack/slack.ts';
import { commandLine } from '#knowledge/command-line.ts';
import type { IncidentId, PersonId } from '#knowledge/ids.ts';
import { standard } from '#redaction/redact.ts';
import type { AuditRow } from '#remediation/ports.ts';
import type { Plan } from '#remediation/states.ts';
import { createTargets } from '#targets/targets.ts';
import { openKnowledge } from '../src/app.ts';
import { startSandbox } from '../src/sandbox/sandbox.ts';
import { type Backbone, createBackbone } from '../src/services.ts';
import { freePort, type LocalSlack, startLocalSlack, until } from './local-slack.ts';

const ana = 'browser:ana' as PersonId;
/** Asks for the changes. */
export const requester = ana;
/** May approve them. */
export const bo = 'browser:bo' as PersonId;
export const cy = 'browser:cy' as PersonId;
/** May not. */
export const eve = 'browser:eve' as PersonId;
export const slackAna = 'slack:T01TEST/U01ANA' as PersonId;
export const slackBen = 'slack:T01TEST/U02BEN' as PersonId;

const people = [{ id: 'browser:fay', name: 'Fay', also: ['slack:T01TEST/U04FAY'] }];
const approvers = { sre: [bo, cy, slackBen, slackAna, 'U04FAY', 'browser:fay'], etcd: [cy] };

export type Stage = {
  readonly backbone: Backbone;
  readonly config: Config;
  readonly desk: Desk;
  readonly browserUrl: string;
  readonly slackUrl: string;
  readonly slackSecret: string;
  readonly slack: LocalSlack;
  /** People who are no approvers any more, and accounts that were closed. */
  readonly revoked: Set<PersonId>;
  readonly closed: Set<PersonId>;
  /** Command lines and requests that reached a target, oldest first. */
  readonly reached: readonly string[];
  speaker(actor: PersonId, face?: Speaker['origin']['face']): Speaker;
  /** An incident whose checks are done. */
  checked(who: PersonId, sample: number): Promise<IncidentId>;
  /** A plan of medium risk for the node, or of high risk for the cluster, that waits for its approval. */
  planned(options?: { readonly by?: PersonId; readonly risk?: 'medium' | 'high' }): Promise<Plan>;
  press(who: PersonId, id: ActionId, value: ActionValue, fields?: Readonly<Record<string, string>>): Promise<Reply>;
  plan(plan: Plan): Promise<Plan>;
  rows(after: number): Promise<readonly AuditRow[]>;
  /** Rewrites what stands in the database, as somebody does who owns it. */
  rewrite(plan: Plan, change: (data: Plan) => object): Promise<void>;
  reset(): Promise<void>;
  stop(): Promise<void>;
};

export async function startStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'k8sdoc-stage-'));
  const sandbox = await startSandbox({ folder });
  const file = join(folder, 'k8sdoc.yaml');
  await writeFile(file, JSON.stringify({ approvers, people, clusters: [{ name: 'demo-cluster', inCluster: true }] }));
  const config = await readConfig({ K8SDOC_CONFIG: file, K8SDOC_DATA_DIR: join(folder, 'data'), DATABASE_URL: process.env['K8SDOC_TEST_DATABASE_URL'] });
  const limits = structuredClone(config.policy.limits);
  const log = pino({ level: 'silent' });
  const [revoked, closed] = [new Set<PersonId>(), new Set<PersonId>()];
  const slackDirectory = { isMember: () => false, isActive: (person: PersonId) => !closed.has(person), refresh: () => Promise.resolve() };
  const roster = rosterOf(config, { approvers: [], people: [] }, slackDirectory);
  const library = await openKnowledge(config, () => undefined);

  const reached: string[] = [];
  const real = createTargets({
    nodes: sandbox.nodes.map((node) => ({ ...node, simulated: false })),
    clusters: sandbox.clusters.map((cluster) => ({ ...cluster, simulated: false })),
  });
  const targets = {
    directory: real.directory,
    nodes: {
      identify: (...about: Parameters<typeof real.nodes.identify>) => real.nodes.identify(...about),
      run: (...[node, command, signal]: Parameters<typeof real.nodes.run>) => {
        reached.push(commandLine(command));
        return real.nodes.run(node, command, signal);
      },
    },
    clusters: {
      ...real.clusters,
      send: (...[cluster, change, own, signal]: Parameters<typeof real.clusters.send>) => {
        reached.push(`${change.request.method} ${change.request.path}`);
        return real.clusters.send(cluster, change, own, signal);
      },
    },
  };
  const known = { ...roster, isApprover: (person: PersonId, group?: string) => !revoked.has(person) && roster.isApprover(person, group) };
  const backbone = await createBackbone({ config, library, targets, roster: known, redactor: standard, log: () => undefined });
  await backbone.startWork();
  const { services, stores } = backbone;
  const desk = createDesk(services, () => undefined);

  const port = await freePort();
  const slackServer = await startLocalSlack({ mode: 'http', eventsPort: port });
  const slack = await startSlack(
    {
      botToken: slackServer.botToken,
      signingSecret: slackServer.signingSecret,
      apiUrl: slackServer.apiUrl,
      port,
      host: '127.0.0.1',
      channels: new Map(),
      verbs: verbs.map((verb) => verb.name),
    },
    desk,
    services,
    log,
  );
  const seated = [ana, bo, cy, eve].map((id) => ({ id, name: id }));
  const health = () => Promise.resolve({ ok: true });
  const browser = await startBrowser({ port: 0, people: seated, channel: 'main', samples: [], simulated: false, version: '0', health }, desk, services, log);

  let number = 0;
  const speaker: Stage['speaker'] = (actor, face = 'browser') => ({
    actor,
    origin: { face, place: 'main', message: `stage-${(number += 1)}` },
    language: 'en',
    signal: new AbortController().signal,
  });
  const found = async (plan: Plan): Promise<Plan> => {
    const now = await stores.plans.find(plan.id);
    if (now === undefined) throw new Error(`plan ${plan.id} is gone`);
    return now;
  };
  const checked: Stage['checked'] = async (who, sample) => {
    const pasted = await desk.diagnose(speaker(who), sandbox.samples[sample]?.text ?? '');
    const incident = pasted.card?.incident;
    if (incident === undefined) throw new Error(pasted.summary.en);
    await desk.line(speaker(who), `check ${incident}`);
    const isDone = async () => ((await stores.incidents.runsOf(incident)).at(-1)?.state === 'done' ? true : undefined);
    await until(isDone, 'the checks');
    return incident;
  };

  return {
    backbone,
    config,
    desk,
    browserUrl: browser.url.replace('localhost', '127.0.0.1'),
    slackUrl: `http://127.0.0.1:${port}/slack/events`,
    slackSecret: slackServer.signingSecret,
    slack: slackServer,
    revoked,
    closed,
    reached,
    speaker,
    checked,
    planned: async ({ by = ana, risk = 'medium' } = {}) => {
      const incident = await checked(by, risk === 'medium' ? 0 : 1);
      const reply = await desk.line(speaker(by), `fix ${incident}`);
      const [plan] = await stores.plans.ofIncident(incident);
      if (plan?.state !== 'awaiting-approval' || plan.risk !== risk) throw new Error(`no plan: ${reply.summary.en}`);
      return plan;
    },
    press: (who, id, value, fields) => desk.press(speaker(who), { id, value }, fields),
    plan: found,
    rows: (after) => stores.audit.read({ after, limit: 1000 }),
    rewrite: async (plan, change) => {
      const data = JSON.stringify(change(await found(plan)));
      await backbone.database.write((db) => sql`update plans set data = ${data}::jsonb where id = ${plan.id}`.execute(db));
    },
    reset: async () => {
      sandbox.reset();
      revoked.clear();
      closed.clear();
      Object.assign(config.policy, { rules: [], freezes: [], quietHours: [], emergency: undefined, limits: structuredClone(limits) });
      const order = { at: '2026-11-20T21:00:00.000Z', by: bo, what: 'changes.resumed', details: {} };
      await stores.limits.resume(order as Parameters<typeof stores.limits.resume>[0]);
      // What the last attempt left behind must not hold the target.
      await backbone.database.write((db) => sql`update plans set state = 'withdrawn' where state in ('awaiting-approval', 'approved')`.execute(db));
    },
    stop: async () => {
      await slack.stop();
      await browser.stop();
      await slackServer.stop();
      await backbone.close();
      library.close();
      await real.close();
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
