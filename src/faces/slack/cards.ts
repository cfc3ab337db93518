/**
 * One message an incident, brought up to date in place. The message is posted once: whoever wins `firstDelivery` posts it, and
 * if that process dies before Slack has it, the sweep finds the incident without a message and posts it then.
 */
import type { Logger } from 'pino';
import { webApi } from '@slack/bolt';
import type { Changes } from '#commands/context.ts';
import type { Desk } from '#commands/desk.ts';
import type { Reply } from '#commands/reply.ts';
import type { Incident, IncidentStore } from '#incidents/ports.ts';
import type { IncidentId } from '#knowledge/ids.ts';
import type { Language } from '#language/text.ts';
import { cardId, render } from './render.ts';
import { threadSchema } from './payloads.ts';

/** What Slack's face needs of the store. */
export type CardStore = Pick<IncidentStore, 'find' | 'recent' | 'rememberPost' | 'stalePosts' | 'firstDelivery'>;

type CardReply = Reply & { readonly card: NonNullable<Reply['card']> };

export type Cards = {
  /** Posts the card where it belongs, or brings the one that is there up to date. */
  show(reply: CardReply, at: { readonly channel: string; readonly thread?: string | undefined }, language: Language): Promise<'posted' | 'there' | 'refused'>;
  /** The card was just computed for the message that a person pressed: shows it there. */
  update(reply: CardReply, message: { readonly channel: string; readonly ts: string }, language: Language): Promise<void>;
  /** Looks for cards that are behind, now. */
  sweep(): Promise<void>;
  stop(): Promise<void>;
};

type CardsOptions = {
  /** Waits for Slack as long as it takes. */
  readonly client: webApi.WebClient;
  readonly desk: Desk;
  readonly incidents: CardStore;
  readonly changes: Pick<Changes, 'subscribe'>;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Who posted the messages that are ours. */
  readonly bot: { readonly user: string; readonly bot: string };
  /** Milliseconds between sweeps, between updates of one message, and the age at which an incident without a card is late. */
  readonly pace?: { readonly sweep: number; readonly update: number; readonly late: number };
};

/** Answers of Slack after which a message can never be brought up to date again. */
const gone = new Set([
  'message_not_found',
  'channel_not_found',
  'is_archived',
  'cant_update_message',
  'edit_window_closed',
  'not_in_channel',
  'invalid_blocks',
  'msg_too_long',
  'msg_blocks_too_long',
  'access_denied',
  'no_permission',
]);
const patience = 60 * 60_000;

export function startCards(options: CardsOptions): Cards {
  const { client, desk, incidents, changes, log, signal, bot } = options;
  const pace = options.pace ?? { sweep: 30_000, update: 800, late: 30_000 };
  /** The end of the queue of each message: its updates run one after the other. */
  const queues = new Map<string, Promise<void>>();
  /** Messages whose next update has not begun: news until then is in it already. */
  const waiting = new Set<string>();
  /** Incidents that are known to have a message, or to need none. */
  const settled = new Set<IncidentId>();
  let sweeping: Promise<void> | undefined;
  let again = false;

  const settle = (incident: IncidentId): void => {
    settled.add(incident);
    const oldest = settled.values().next().value;
    if (settled.size > 5000 && oldest !== undefined) settled.delete(oldest);
  };

  const inTurn = (key: string, work: () => Promise<void>): Promise<void> => {
    const turn = (queues.get(key) ?? Promise.resolve())
      .then(work)
      .catch((error: unknown) => log.error({ err: error, message: key }, 'a card could not be brought up to date; the next sweep tries again'));
    queues.set(key, turn);
    void turn.then(() => {
      if (queues.get(key) === turn) queues.delete(key);
    });
    return turn;
  };

  const write = async (reply: CardReply, place: string, message: string, language: Language): Promise<void> => {
    const { text, blocks } = render(reply, language);
    try {
      await client.chat.update({ channel: place, ts: message, text, blocks });
    } catch (error) {
      if (!(error instanceof webApi.WebAPIPlatformError) || !gone.has(error.data.error)) throw error;
      log.warn({ incident: reply.card.incident, place, error: error.data.error }, 'Slack refused to bring a card up to date; it stays as it is');
    }
    await incidents.rememberPost({ incident: reply.card.incident, face: 'slack', place, message, shown: reply.card.version });
  };

  const cardOf = async (incident: Incident): Promise<CardReply | undefined> => {
    const reply = await desk.card(
      { actor: incident.openedBy, origin: incident.origin, language: incident.language, cluster: incident.cluster, signal },
      incident.id,
    );
    if (reply.card === undefined) {
      log.error({ incident: incident.id, summary: reply.summary.en }, 'an incident has no card to show');
      return undefined;
    }
    return { ...reply, card: reply.card };
  };

  const refresh = (id: IncidentId, place: string, message: string): void => {
    const key = `${place}/${message}`;
    if (waiting.has(key)) return;
    waiting.add(key);
    void inTurn(key, async () => {
      waiting.delete(key);
      const incident = await incidents.find(id);
      const card = incident === undefined ? undefined : await cardOf(incident);
      if (incident === undefined || card === undefined) return;
      await write(card, place, message, incident.language);
      await pause(pace.update, signal);
    });
  };

  const post = async (reply: CardReply, at: { channel: string; thread?: string | undefined }, language: Language): Promise<'posted' | 'refused'> => {
    const { text, blocks } = render(reply, language);
    try {
      const posted = await client.chat.postMessage({
        channel: at.channel,
        text,
        blocks,
        ...(at.thread === undefined ? {} : { thread_ts: at.thread }),
        unfurl_links: false,
        unfurl_media: false,
      });
      settle(reply.card.incident);
      if (posted.channel !== undefined && posted.ts !== undefined)
        await incidents.rememberPost({ incident: reply.card.incident, face: 'slack', place: posted.channel, message: posted.ts, shown: reply.card.version });
      // What happened while it was on its way had no message to be shown in yet.
      void sweep();
      return 'posted';
    } catch (error) {
      if (!(error instanceof webApi.WebAPIPlatformError)) throw error;
      settle(reply.card.incident);
      log.warn({ incident: reply.card.incident, place: at.channel, error: error.data.error }, 'Slack refused to post a card');
      return 'refused';
    }
  };

  /** Our card of an incident in the thread that the incident began in, and the thread. */
  const inThread = async (incident: Incident): Promise<{ readonly root: string; readonly card?: { readonly ts: string; readonly shown: number } }> => {
    const channel = incident.origin.place;
    const read = async (ts: string): Promise<ReturnType<typeof threadSchema.parse>> =>
      threadSchema.parse((await client.conversations.replies({ channel, ts, limit: 200 })).messages ?? []);
    const first = await read(incident.origin.message);
    const root = first[0]?.thread_ts ?? incident.origin.message;
    const thread = root === incident.origin.message ? first : await read(root);
    for (const message of thread.filter((each) => each.user === bot.user || each.bot_id === bot.bot)) {
      const id = (message.blocks ?? []).map(blockId).find((each) => each?.startsWith(cardId(incident.id, '')) === true);
      if (id !== undefined) return { root, card: { ts: message.ts, shown: Number(id.slice(cardId(incident.id, '').length)) || 0 } };
    }
    return { root };
  };

  /** Posts the card that never came, or finds the one that nobody remembers. */
  const makeGood = async (incident: Incident, now: number): Promise<void> => {
    const found = await inThread(incident);
    if (found.card !== undefined) {
      await incidents.rememberPost({ incident: incident.id, face: 'slack', place: incident.origin.place, message: found.card.ts, shown: found.card.shown });
      settle(incident.id);
      return;
    }
    // One replica posts it; should that one die too, another may after five minutes.
    if (!(await incidents.firstDelivery(`slack:late:${incident.id}:${Math.floor(now / 300_000)}`))) return;
    const card = await cardOf(incident);
    if (card === undefined) return;
    log.info({ incident: incident.id }, 'posting a card that an earlier process did not get to post');
    await post(card, { channel: incident.origin.place, thread: found.root }, incident.language);
  };

  /** Incidents that were opened, and whose card never came: the process died in between. */
  const late = async (): Promise<void> => {
    const now = Date.now();
    for (const incident of await incidents.recent({ face: 'slack', limit: 50 })) {
      const age = now - Date.parse(incident.openedAt);
      if (settled.has(incident.id) || age < pace.late || age > patience || !/^\d+\.\d+$/u.test(incident.origin.message)) continue;
      try {
        await makeGood(incident, now);
      } catch (error) {
        // Slack says no, for instance because the bot has left the channel: asking again would not help.
        if (!(error instanceof webApi.WebAPIPlatformError)) throw error;
        settle(incident.id);
        log.warn({ incident: incident.id, place: incident.origin.place, error: error.data.error }, 'a late card could not be posted');
      }
    }
  };

  const once = async (): Promise<void> => {
    for (const stale of await incidents.stalePosts('slack')) {
      settle(stale.incident);
      refresh(stale.incident, stale.place, stale.message);
    }
  };

  const sweep = (): Promise<void> => {
    if (sweeping !== undefined) {
      again = true;
      return sweeping;
    }
    sweeping = (async () => {
      do {
        again = false;
        await once();
      } while (again && !signal.aborted);
    })()
      .catch((error: unknown) => log.error({ err: error }, 'cards that are behind could not be listed; the next sweep tries again'))
      .finally(() => {
        sweeping = undefined;
      });
    return sweeping;
  };

  const whole = (): Promise<void> =>
    sweep()
      .then(late)
      .catch((error: unknown) => log.error({ err: error }, 'late cards could not be looked for; the next sweep tries again'));

  const unsubscribe = changes.subscribe(() => void sweep());
  const timer = setInterval(() => void whole(), pace.sweep);
  timer.unref();
  void whole();

  return {
    show: async (reply, at, language) => {
      if (!(await incidents.firstDelivery(`slack:card:${reply.card.incident}`))) {
        await sweep();
        return 'there';
      }
      return post(reply, at, language);
    },
    update: async (reply, message, language) => {
      await inTurn(`${message.channel}/${message.ts}`, () => write(reply, message.channel, message.ts, language));
      // A newer version may have been shown while this one waited for its turn.
      await sweep();
    },
    sweep: whole,
    stop: async () => {
      unsubscribe();
      clearInterval(timer);
      await sweeping;
      await Promise.all(queues.values());
    },
  };
}

function blockId(block: unknown): string | undefined {
  return typeof block === 'object' && block !== null && 'block_id' in block && typeof block.block_id === 'string' ? block.block_id : undefined;
}

function pause(time: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, time);
    signal.addEventListener('abort', end, { once: true });
  });
}
