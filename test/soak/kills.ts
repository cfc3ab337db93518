/**
 * Kill -9, again and again, at a random moment of a plan of five steps on a node behind a real sshd: the worker's process, the bot's,
 * or both. Afterwards everything that was said is held against what the node saw.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { IncidentId } from '#knowledge/ids.ts';
import { standard } from '#redaction/redact.ts';
import type { PlanStore } from '#remediation/ports.ts';
import type { Plan } from '#remediation/states.ts';
import { openDatabase } from '#store/database.ts';
import { createStores } from '#store/stores.ts';
import { type NamespaceNode, startNamespaceNode } from '../lab/namespace-node.ts';
import { until } from '../local-slack.ts';
import { type Card, hasButton, type Running, startProcess, startWorkerProcess } from '../process.ts';
import { randomOf } from './random.ts';

export type KillReport = {
  readonly rounds: number;
  readonly seed: number;
  /** How many plans ended in each state, the first time that they came to rest. */
  readonly ended: Readonly<Record<string, number>>;
  readonly stepsRunTwice: number;
  readonly plansLost: number;
  /** Plans whose state or journal is not what the node saw, in words. */
  readonly lies: readonly string[];
};

const steps = 5;
const atRest = ['fixed', 'not-fixed', 'failed', 'refused', 'unknown', 'expired'];
/** Kills so many times, and tells what came of it. `say` hears of every round. */
export async function killRounds(rounds: number, say: (line: string) => void = () => undefined, seed = Date.now() % 1_000_000): Promise<KillReport> {
  const random = randomOf(seed);
  const folder = await mkdtemp(join(tmpdir(), 'k8sdoc-kills-'));
  const node = await startNamespaceNode(7, 0.12, '*add*');
  const file = join(folder, 'k8sdoc.yaml');
  const { host, privateKey, knownHosts } = node;
  const knowledge = { folders: [fileURLToPath(new URL('knowledge', import.meta.url))] };
  await writeFile(
    file,
    JSON.stringify({
      knowledge,
      approvers: ['browser:ana', 'browser:bo'],
      nodes: [{ name: 'worker-1', host, port: 22, user: 'root', privateKey, knownHosts, role: 'worker' }],
    }),
  );
  // One port, below those that the kernel gives to outgoing connections.
  const environment = { K8SDOC_CONFIG: file, PORT: String(20_000 + (process.pid % 10_000)) };
  const data = join(folder, 'data');
  // Looks into the same tables as the processes, from outside of them.
  const problems: unknown[] = [];
  const log = (problem: unknown): void => void problems.push(problem);
  const database = await openDatabase({ dataDir: data, log });
  const stores = createStores(database, { newId: () => 'none', dataDir: data, redactor: standard, log });
  let bot = await startProcess(data, environment);
  let worker = await startWorkerProcess(data, environment);
  const ended: Record<string, number> = {};
  const lies: string[] = [];
  let stepsRunTwice = 0;
  let plansLost = 0;
  try {
    for (let round = 1; round <= rounds; round += 1) {
      const name = `r${round}`;
      const incident = await approvedPlan(bot, name);
      const delay = Math.round(random() * 1600);
      await sleep(delay);
      const victim = ['worker', 'bot', 'both'][Math.floor(random() * 3)] ?? 'both';
      await Promise.all([victim === 'bot' ? undefined : worker.kill(), victim === 'worker' ? undefined : bot.kill()]);
      [bot, worker] = await Promise.all([
        victim === 'worker' ? bot : startProcess(data, environment),
        victim === 'bot' ? worker : startWorkerProcess(data, environment),
      ]);
      const plan = await restingPlan(stores.plans, incident);
      if (plan === undefined) plansLost += 1;
      else {
        ended[plan.state] = (ended[plan.state] ?? 0) + 1;
        lies.push(...(await liesOf(node, name, plan)).map((lie) => `round ${round}, killed ${victim} after ${delay} ms: ${lie}`));
        if (plan.state === 'unknown') lies.push(...(await liesOfInspection(bot, stores.plans, node, name, incident)).map((lie) => `round ${round}: ${lie}`));
      }
      stepsRunTwice += (await countsOf(node, name)).filter((count) => count > 1).length;
      say(`${round}: ${victim} after ${delay} ms: ${plan?.state ?? 'lost'}; so far ${stepsRunTwice} steps twice, ${plansLost} plans lost, ${lies.length} lies`);
      for (let step = 1; step <= steps; step += 1) node.inside(['ip', 'link', 'delete', `${name}x${step}`]);
    }
  } finally {
    await Promise.all([bot.kill(), worker.kill()]);
    await stores.close();
    await database.close();
    await node.stop();
    // What went wrong in the rounds is the error to be seen, not that a server still writes.
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 300 }).catch(() => say(`${folder} was left behind`));
  }
  return { rounds, seed, ended, stepsRunTwice, plansLost, lies };
}

async function approvedPlan(bot: Running, name: string): Promise<IncidentId> {
  const pasted = await bot.paste('browser:ana', `kill-${name}-${Date.now()}`, `lab: the five links of ${name} are missing`);
  const incident = pasted.reply?.card?.incident;
  if (incident === undefined) throw new Error(`no incident for ${name}: ${JSON.stringify(pasted.body)}`);
  await bot.press('browser:ana', await bot.card(incident), 'check:run');
  const checked = await cardWith(bot, incident, (card) => hasButton(card, 'fix:plan:make'));
  await bot.press('browser:ana', checked, 'fix:plan:make');
  await bot.press('browser:bo', await cardWith(bot, incident, (card) => hasButton(card, 'plan:approve')), 'plan:approve');
  return incident as IncidentId;
}

function cardWith(bot: Running, incident: string, fits: (card: Card) => boolean): Promise<Card> {
  return until(
    async () => {
      const card = await bot.card(incident);
      return fits(card) ? card : undefined;
    },
    'the card to have what is looked for',
    180_000,
  );
}

async function newest(plans: PlanStore, incident: IncidentId): Promise<Plan | undefined> {
  return (await plans.ofIncident(incident))[0];
}

/** The plan once it has come to rest; undefined where it is not there. */
async function restingPlan(plans: PlanStore, incident: IncidentId): Promise<Plan | undefined> {
  const { plan } = await until(
    async () => {
      const now = await newest(plans, incident);
      return now === undefined || atRest.includes(now.state) ? { plan: now } : undefined;
    },
    'the plan to come to rest',
    180_000,
  );
  return plan;
}

/** How often each step's command arrived on the node. */
async function countsOf(node: NamespaceNode, name: string): Promise<readonly number[]> {
  const commands = await node.commands();
  return Array.from({ length: steps }, (_one, index) => commands.filter((line) => line.includes(`add ${name}x${index + 1} `)).length);
}

function has(node: NamespaceNode, link: string): boolean {
  return node.inside(['ip', 'link', 'show', link]).exit === 0;
}

/** Holds a plan against the node: what its state and its journal say that is not so. */
async function liesOf(node: NamespaceNode, name: string, plan: Plan): Promise<readonly string[]> {
  // A command that was under way when its worker died comes to its end first.
  await sleep(plan.state === 'unknown' ? 300 : 0);
  const counts = await countsOf(node, name);
  const arrived = counts.filter((count) => count > 0).length;
  const journal = 'journal' in plan ? plan.journal : [];
  const done = journal.filter((record) => record.state === 'ended').length;
  const open = journal.filter((record) => record.state === 'started').length;
  const made = Array.from({ length: steps }, (_one, index) => has(node, `${name}x${index + 1}`)).filter(Boolean).length;
  const says = `${plan.state} with ${done} ended and ${open} open; ${arrived} commands arrived, ${made} links are there`;
  const right: Partial<Record<Plan['state'], boolean>> = {
    fixed: done === steps && arrived === steps && made === steps,
    refused: done === 0 && arrived === 0 && made === 0,
    expired: done === 0 && arrived === 0 && made === 0,
    failed: open === 0 && done > 0 && done < steps && arrived === done && made === done,
    unknown: open === 1 && (arrived === done || arrived === done + 1),
  };
  return right[plan.state] === true ? [] : [says];
}

/** A person has it looked at: nothing is run again, and the verdict is what the node shows. */
async function liesOfInspection(bot: Running, plans: PlanStore, node: NamespaceNode, name: string, incident: IncidentId): Promise<readonly string[]> {
  const before = await countsOf(node, name);
  await bot.press('browser:bo', await cardWith(bot, incident, (card) => hasButton(card, 'plan:inspect')), 'plan:inspect');
  const verdict = (await restingPlan(plans, incident))?.state;
  const after = await countsOf(node, name);
  return [
    ...(verdict === 'fixed' || verdict === 'not-fixed' ? [] : [`inspected, it is ${verdict ?? 'lost'}`]),
    ...(verdict === 'fixed' && !has(node, `${name}x5`) ? ['inspected as fixed, and the last link is not there'] : []),
    ...(verdict === 'not-fixed' && has(node, `${name}x5`) ? ['inspected as not fixed, and the last link is there'] : []),
    ...(before.join() === after.join() ? [] : ['looking at it ran something']),
  ];
}
