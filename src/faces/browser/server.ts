/**
 * The browser channel: a page, and the endpoints that turn what is pasted, typed and pressed there into calls at the desk.
 * It has no accounts: whoever can reach it acts as one of the configured people, so it binds loopback unless told otherwise.
 */
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { type ServerType, createAdaptorServer } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { z } from 'zod';
import type { Desk, Services, Speaker } from '#commands/desk.ts';
import type { Reply } from '#commands/reply.ts';
import type { Incident } from '#incidents/ports.ts';
import type { PersonId } from '#knowledge/ids.ts';
import type { Json } from '#knowledge/json.ts';
import type { Language, Text } from '#language/text.ts';
import { loadAssets } from './assets.ts';
import { contentsPage, entryPage, languageOfReader } from './book.ts';
import { guard, ownNames, strictHeaders } from './guard.ts';
import type { Log } from './log.ts';
import { newsDesk } from './news.ts';
import { pasteLimit, readPaste } from './paste.ts';
import { problems } from './problems.ts';
import { IncidentIdSchema, LanguageSchema, LineSchema, MessageSchema, PressSchema } from './requests.ts';
import type { Answer, ChannelView, Sample } from './wire.ts';

export type BrowserOptions = {
  /** 0 takes any free one. */
  readonly port: number;
  /** The address to bind; 127.0.0.1 by default. */
  readonly host?: string;
  /** Further names in the Host header that are this server, for instance a proxy's. */
  readonly names?: readonly string[];
  /** Whom the page can act as. */
  readonly people: readonly { readonly id: PersonId; readonly name: string }[];
  readonly channel: string;
  readonly language?: Language;
  /** The cluster that the channel is about. */
  readonly cluster?: string;
  readonly samples: readonly Sample[];
  /** The targets are the sandbox's own: the page says so all the time. */
  readonly simulated: boolean;
  readonly version: string;
  /** What `/healthz` answers; 503 when not ok. */
  readonly health: () => Promise<{ readonly ok: boolean; readonly [part: string]: Json }>;
};

export type Browser = { readonly url: string; stop(): Promise<void> };

/** How many cards the page begins with. */
const shown = 20;
/** Milliseconds that requests under way are given at the end. */
const grace = 2_000;

/**
 * Serves the channel.
 * @throws {Error} when the address cannot be bound; the message says what to do.
 */
export async function startBrowser(
  options: BrowserOptions,
  desk: Desk,
  services: Pick<Services, 'incidents' | 'changes' | 'knowledge'>,
  log: Log,
): Promise<Browser> {
  const host = options.host ?? '127.0.0.1';
  const assets = await loadAssets();
  const stopping = new AbortController();
  const isOurs = ({ origin }: Pick<Incident, 'origin'>): boolean => origin.face === 'browser' && origin.place === options.channel;
  const news = newsDesk(services, isOurs, { page: assets.digest }, log);

  const speakerOf = (c: Context): Speaker | undefined => {
    const actor = options.people.find(({ id }) => encodeURIComponent(id) === c.req.header('k8sdoc-person'))?.id;
    if (actor === undefined) return undefined;
    const language = LanguageSchema.safeParse(c.req.header('k8sdoc-language'));
    const message = MessageSchema.safeParse(c.req.header('k8sdoc-message'));
    return {
      actor,
      origin: { face: 'browser', place: options.channel, message: message.success ? message.data : randomUUID() },
      language: language.success ? language.data : (options.language ?? 'en'),
      cluster: options.cluster,
      signal: stopping.signal,
    };
  };

  const refuse = (c: Context, status: ContentfulStatusCode, problem: Text): Response => c.json({ problem }, status);

  const nameOf = (id: PersonId): string => options.people.find((person) => person.id === id)?.name ?? id.slice(id.indexOf(':') + 1);

  const viewOf = (reply: Reply, incident: Incident | undefined): Answer => {
    const { data: _, document: _file, ...sent } = reply;
    if (incident === undefined) return { reply: sent };
    const { id, version, openedAt, openedBy, excerpt } = incident;
    return { reply: sent, incident: { id, version, openedAt, openedBy: { id: openedBy, name: nameOf(openedBy) }, excerpt } };
  };

  const answer = async (reply: Reply): Promise<Answer> => {
    const incident = reply.card === undefined ? undefined : await services.incidents.find(reply.card.incident);
    return viewOf(reply, incident !== undefined && isOurs(incident) ? incident : undefined);
  };

  /** One card that cannot be read does not take the channel with it. */
  const cardOf = async (speaker: Speaker, incident: Incident): Promise<Answer> => {
    try {
      return viewOf(await desk.card({ ...speaker, origin: incident.origin }, incident.id), incident);
    } catch (error) {
      log.error({ error, incident: incident.id }, 'a card could not be made');
      const problem: Reply = {
        summary: problems.cardFailed,
        blocks: [{ kind: 'notice', tone: 'bad', text: problems.cardFailed }],
        audience: 'place',
        card: { incident: incident.id, version: incident.version, pending: false },
        data: null,
        exit: 2,
      };
      return viewOf(problem, incident);
    }
  };

  const app = new Hono();
  app.use(strictHeaders);
  app.get('/healthz', async (c) => {
    const health = await options.health();
    return c.json(health, health.ok ? 200 : 503);
  });
  const turnAway = (why: string, details: Readonly<Record<string, string>>): void =>
    void desk.turnedAway({ from: { face: 'browser', place: options.channel, message: '' }, why, details });
  app.use(guard(ownNames(host, options.names ?? []), turnAway));

  const refuseStranger = (c: Context): Response => {
    turnAway('person', { path: c.req.path, person: c.req.header('k8sdoc-person') ?? '' });
    return refuse(c, 403, problems.unknownPerson);
  };

  for (const [path, { type, body }] of assets.files) {
    const tag = `"${assets.digest}"`;
    app.get(path, (c) => {
      c.header('etag', tag);
      c.header('cache-control', 'no-cache');
      return c.req.header('if-none-match') === tag ? c.body(null, 304) : c.body(body, 200, { 'content-type': type });
    });
  }

  const usual = options.language ?? 'en';
  app.get('/knowledge', (c) => c.html(contentsPage(services.knowledge(), languageOfReader(c, usual))));
  app.get('/knowledge/:system/:slug', (c) => {
    const page = entryPage(services.knowledge(), `${c.req.param('system')}/${c.req.param('slug')}`, languageOfReader(c, usual));
    return page === undefined ? c.notFound() : c.html(page);
  });

  app.use('/api/*', async (c, next) => {
    c.header('cache-control', 'no-store');
    return next();
  });
  app.get('/api/events', (c) => news.stream(c));

  app.get('/api/channel', async (c) => {
    const speaker = speakerOf(c) ?? { ...firstSpeaker(options), signal: stopping.signal };
    const recent = await services.incidents.recent({ face: 'browser', place: options.channel, limit: shown });
    const cards: Answer[] = [];
    for (const incident of recent.toReversed()) cards.push(await cardOf(speaker, incident));
    const { channel, version, language, simulated, people, samples } = options;
    const view: ChannelView = { channel, version, simulated, people, samples, limit: pasteLimit, cards, ...(language === undefined ? {} : { language }) };
    return c.json(view);
  });

  app.get('/api/cards/:incident', async (c) => {
    const speaker = speakerOf(c);
    if (speaker === undefined) return refuse(c, 403, problems.unknownPerson);
    const id = IncidentIdSchema.safeParse(c.req.param('incident'));
    const incident = id.success ? await services.incidents.find(id.data) : undefined;
    if (incident === undefined || !isOurs(incident)) return refuse(c, 404, problems.noSuchCard);
    return c.json(await cardOf(speaker, incident));
  });

  app.post('/api/paste', async (c) => {
    const speaker = speakerOf(c);
    if (speaker === undefined) return refuse(c, 403, problems.unknownPerson);
    if (!MessageSchema.safeParse(c.req.header('k8sdoc-message')).success) return refuse(c, 400, problems.malformed('k8sdoc-message'));
    if (!isType(c, 'text/plain')) return refuse(c, 415, problems.wrongType('text/plain'));
    if (Number(c.req.header('content-length') ?? 0) > pasteLimit) return refuse(c, 413, problems.tooLarge(pasteLimit));
    const body = c.req.raw.body;
    const read = body === null ? ({ ok: false, status: 400, problem: problems.empty } as const) : await readPaste(body);
    if (!read.ok) return refuse(c, read.status, read.problem);
    // A page that has gone asks again with the same message, so the work for nobody may end.
    const signal = AbortSignal.any([stopping.signal, c.req.raw.signal]);
    return c.json(await answer(await desk.diagnose({ ...speaker, signal }, read.text)));
  });

  const small = bodyLimit({ maxSize: 256 * 1024, onError: (c) => refuse(c, 413, problems.malformed('more than 256 KiB')) });

  app.post('/api/line', small, async (c) => {
    const speaker = speakerOf(c);
    if (speaker === undefined) return refuseStranger(c);
    const asked = await jsonOf(c, LineSchema);
    if (!asked.ok) {
      turnAway('malformed', { path: c.req.path, problem: asked.problem.en });
      return refuse(c, asked.status, asked.problem);
    }
    return c.json(await answer(await desk.line(speaker, asked.value.line)));
  });

  app.post('/api/press', small, async (c) => {
    const speaker = speakerOf(c);
    if (speaker === undefined) return refuseStranger(c);
    const asked = await jsonOf(c, PressSchema);
    if (!asked.ok) {
      turnAway('malformed', { path: c.req.path, problem: asked.problem.en });
      return refuse(c, asked.status, asked.problem);
    }
    return c.json(await answer(await desk.press(speaker, asked.value.action, asked.value.fields)));
  });

  app.notFound((c) => refuse(c, 404, problems.noSuchPage));
  app.onError((error, c) => {
    if (stopping.signal.aborted) return refuse(c, 503, problems.interrupted);
    const reference = randomUUID().slice(0, 8);
    log.error({ error, reference, path: c.req.path }, 'a request of the browser channel failed');
    return refuse(c, 500, problems.failed(reference));
  });

  const server = createAdaptorServer({ fetch: app.fetch });
  const { port } = await listen(server, options.port, host);
  return {
    url: `http://${addressFor(host)}:${port}`,
    stop: async () => {
      news.stop();
      const { promise: closed, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      const cut = setTimeout(() => {
        stopping.abort(new Error('the browser channel is stopping'));
        if ('closeAllConnections' in server) server.closeAllConnections();
      }, grace);
      if ('closeIdleConnections' in server) server.closeIdleConnections();
      await closed;
      clearTimeout(cut);
    },
  };
}

/** Before the page has chosen a person it may read, as the first of them. */
function firstSpeaker(options: BrowserOptions): Omit<Speaker, 'signal'> {
  const [first] = options.people;
  if (first === undefined) throw new Error('the browser channel has nobody to act as: give at least one person');
  return {
    actor: first.id,
    origin: { face: 'browser', place: options.channel, message: randomUUID() },
    language: options.language ?? 'en',
    cluster: options.cluster,
  };
}

function isType(c: Context, type: string): boolean {
  return c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase() === type;
}

type Asked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly status: 400 | 415; readonly problem: Text };

async function jsonOf<Schema extends z.ZodType>(c: Context, schema: Schema): Promise<Asked<z.output<Schema>>> {
  if (!isType(c, 'application/json')) return { ok: false, status: 415, problem: problems.wrongType('application/json') };
  let body: unknown;
  try {
    body = await c.req.json();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ok: false, status: 400, problem: problems.malformed('JSON') };
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return { ok: true, value: parsed.data };
  const [issue] = parsed.error.issues;
  return { ok: false, status: 400, problem: problems.malformed(issue?.path.join('.') ?? 'JSON') };
}

/** How a person on this machine writes the address. */
function addressFor(host: string): string {
  if (['127.0.0.1', '0.0.0.0', '::', '::1'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

function listen(server: ServerType, port: number, host: string): Promise<AddressInfo> {
  const { promise, resolve, reject } = Promise.withResolvers<AddressInfo>();
  server.once('error', (error: NodeJS.ErrnoException) => {
    const why =
      error.code === 'EADDRINUSE'
        ? `port ${port} on ${host} is in use: stop what listens there, or set PORT to another one`
        : `port ${port} on ${host} cannot be bound (${error.code ?? error.message})`;
    reject(new Error(`The browser channel cannot start: ${why}.`, { cause: error }));
  });
  server.listen(port, host, () => {
    const address = server.address();
    if (address === null || typeof address === 'string') reject(new Error('The browser channel cannot start: it has no port.'));
    else resolve(address);
  });
  return promise;
}
