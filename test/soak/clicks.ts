/** Presses of buttons in Slack, delivered more often than once to two bot processes, and across a restart of both. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EntryId, IncidentId, PlanId } from '#knowledge/ids.ts';
import { standard } from '#redaction/redact.ts';
import { openDatabase } from '#store/database.ts';
import { createStores, type Stores } from '#store/stores.ts';
import { signed, startLocalSlack, until } from '../local-slack.ts';
import { ana, contentFor, drafted, later, now, told } from '../plans.ts';
import { startWorkerProcess } from '../process.ts';

export type ClickReport = { readonly clicks: number; readonly deliveries: number; readonly effects: number };
export type PromptReport = { readonly prompts: number; readonly counted: number };

const entry = 'cni/cni0-ip-conflict' as EntryId;
const [team, channel, approver] = ['T01TEST', 'C01GEN', 'U02BEN'];
const clicksOfIncident = 100;
const atOnce = 16;

type Bots = {
  readonly stores: Stores;
  /** Delivers a press to the one or the other of the two processes. */
  deliver(to: number, press: { readonly user: string; readonly trigger: string; readonly action: string; readonly value: object }): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
};

async function startBots(): Promise<Bots> {
  const folder = await mkdtemp(join(tmpdir(), 'k8sdoc-clicks-'));
  const base = 20_000 + (process.pid % 5000) * 2;
  const slack = await startLocalSlack({ mode: 'http', eventsPort: base });
  const file = join(folder, 'k8sdoc.yaml');
  await writeFile(file, JSON.stringify({ approvers: [approver] }));
  const data = join(folder, 'data');
  const database = await openDatabase({ dataDir: data, log: () => undefined });
  let ids = 0;
  const stores = createStores(database, { newId: () => `click${(ids += 1)}`, dataDir: data, redactor: standard, log: () => undefined });
  const ports = [base, base + 1];
  const environment = { K8SDOC_CONFIG: file, SLACK_BOT_TOKEN: slack.botToken, SLACK_API_URL: slack.apiUrl, SLACK_SIGNING_SECRET: slack.signingSecret };
  const start = () => Promise.all(ports.map((port) => startWorkerProcess(data, { ...environment, PORT: String(port) }, 'serve')));
  let bots = await start();
  const kill = async (): Promise<void> => {
    await Promise.all(bots.map((bot) => bot.kill()));
  };
  return {
    stores,
    deliver: async (to, { user, trigger, action, value }) => {
      const payload = {
        type: 'block_actions',
        user: { id: user, team_id: team },
        team: { id: team, domain: 'test' },
        api_app_id: 'A01APP',
        container: { type: 'message', message_ts: '1700000000.000100', channel_id: channel },
        channel: { id: channel, name: 'general' },
        message: { ts: '1700000000.000100' },
        trigger_id: trigger,
        actions: [{ type: 'button', action_id: action, block_id: 'b', action_ts: '1', value: JSON.stringify(value) }],
      };
      const { status } = await signed(`http://127.0.0.1:${ports[to % 2] ?? base}/slack/events`, slack.signingSecret, { payload });
      if (status !== 200) throw new Error(`a press was answered with ${status}`);
    },
    restart: async () => {
      await kill();
      bots = await start();
    },
    stop: async () => {
      await kill();
      await slack.stop();
      await stores.close();
      await database.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 300 });
    },
  };
}

async function openIncident(stores: Stores, message: string): Promise<IncidentId> {
  const draft = { openedAt: now, openedBy: ana, origin: { face: 'slack', place: channel ?? '', message }, language: 'en', excerpt: '', matches: [] } as const;
  return (await stores.incidents.open(draft)).incident.id;
}

/** Does all of it, so many at once. */
async function inGroups<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  for (let from = 0; from < all.length; from += atOnce) await Promise.all(all.slice(from, from + atOnce).map((one) => work(one)));
}

/** So many presses, each delivered four times, twice to each of two processes. An effect is one change of an incident. */
export async function clickRounds(clicks: number, say: (line: string) => void = () => undefined): Promise<ClickReport> {
  const bots = await startBots();
  try {
    const incidents: IncidentId[] = [];
    for (let from = 0; from < clicks; from += clicksOfIncident) incidents.push(await openIncident(bots.stores, `clicks-${from}`));
    const presses = Array.from({ length: clicks }, (_one, index) => ({
      user: `U${index}`,
      trigger: `t.${index}`,
      action: 'answer:helpful',
      value: { about: 'entry', incident: incidents[Math.floor(index / clicksOfIncident)], entry },
    }));
    let deliveries = 0;
    await inGroups(presses, async (press) => {
      await Promise.all([0, 1, 2, 3].map((to) => bots.deliver(to, press)));
      deliveries += 4;
      if (deliveries % 1000 === 0) say(`${deliveries} deliveries`);
    });
    const effects = async (): Promise<number> => {
      const versions = await Promise.all(incidents.map(async (id) => (await bots.stores.incidents.find(id))?.version ?? 1));
      return versions.reduce((sum, version) => sum + version - 1, 0);
    };
    // As long as there is progress; and then a while, in which what was delivered twice would have its second effect.
    for (let before = -1, now = await effects(); now > before; before = now, now = await effects()) {
      say(`${now} effects`);
      await sleep(now >= clicks ? 2000 : 20_000);
    }
    return { clicks, deliveries, effects: await effects() };
  } finally {
    await bots.stop();
  }
}

/** So many plans wait for their approval while both processes are killed and started anew; then each button is pressed once. */
export async function promptRounds(prompts: number): Promise<PromptReport> {
  const bots = await startBots();
  const { plans } = bots.stores;
  try {
    const waiting: PlanId[] = [];
    for (let index = 0; index < prompts; index += 1) {
      const draft = drafted(`prompt${index}`, contentFor(await openIncident(bots.stores, `prompt-${index}`), `node-${index}`));
      await plans.insert(draft, told(draft, 'plan.drafted'));
      await plans.move(draft, 'submit', { reviews: [], expiresAt: later }, told(draft, 'plan.submitted'));
      waiting.push(draft.id);
    }
    await bots.restart();
    await inGroups(waiting, async (id) => {
      const plan = await plans.find(id);
      const value = { about: 'plan', plan: id, hash: plan?.hash ?? '' };
      await bots.deliver(waiting.indexOf(id), { user: approver ?? '', trigger: `p.${id}`, action: 'plan:approve', value });
    });
    const reviewed = async (): Promise<number> => {
      const all = await Promise.all(waiting.map((id) => plans.find(id)));
      return all.filter((plan) => plan !== undefined && plan.state !== 'awaiting-approval' && 'reviews' in plan && plan.reviews.length === 1).length;
    };
    await until(async () => ((await reviewed()) >= prompts ? true : undefined), 'every first press to count', 120_000).catch(() => undefined);
    return { prompts, counted: await reviewed() };
  } finally {
    await bots.stop();
  }
}
