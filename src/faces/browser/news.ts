/**
 * Tells every open page which incident has changed, one line a change, over server-sent events. The page fetches the card
 * itself: news carries no content.
 */
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Services } from '#commands/desk.ts';
import type { Incident } from '#incidents/ports.ts';
import type { IncidentId } from '#knowledge/ids.ts';
import type { Log } from './log.ts';
import type { Hello, News } from './wire.ts';

export type NewsDesk = {
  /** Answers with a stream that lasts until the page or the server goes. */
  stream(c: Context): Response;
  /** Ends every stream. */
  stop(): void;
};

/** Milliseconds between signs of life: the page takes a longer silence for a lost connection. */
const heartbeat = 15_000;

export function newsDesk(
  services: Pick<Services, 'incidents' | 'changes'>,
  isOurs: (incident: Pick<Incident, 'origin'>) => boolean,
  hello: Hello,
  log: Log,
): NewsDesk {
  const readers = new Set<{ tell: (news: News) => void; end: () => void }>();

  const spread = async (id: IncidentId): Promise<void> => {
    const incident = await services.incidents.find(id);
    if (incident === undefined || !isOurs(incident)) return;
    for (const reader of readers) reader.tell({ incident: incident.id, version: incident.version });
  };
  const unsubscribe = services.changes.subscribe((id) => {
    if (readers.size === 0) return;
    // Lost news is made good: the page asks again for cards that are under way, and for all of them when it reconnects.
    spread(id).catch((error: unknown) => log.warn({ error, incident: id }, 'news of an incident did not reach the browser channel'));
  });

  return {
    stream: (c) =>
      streamSSE(c, async (stream) => {
        const { promise: over, resolve: end } = Promise.withResolvers<void>();
        const write = (event: string, data: Hello | News | Record<string, never>): void => {
          stream.writeSSE({ event, data: JSON.stringify(data) }).catch((error: unknown) => {
            log.info({ error }, 'a page of the browser channel went away');
            end();
          });
        };
        const reader = { tell: (news: News) => write('news', news), end };
        const beat = setInterval(() => write('alive', {}), heartbeat);
        stream.onAbort(end);
        readers.add(reader);
        write('hello', hello);
        await over;
        clearInterval(beat);
        readers.delete(reader);
      }),
    stop: () => {
      unsubscribe();
      for (const reader of readers) reader.end();
    },
  };
}
