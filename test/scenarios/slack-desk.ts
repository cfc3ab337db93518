/**
 * A desk and a store in memory for the tests of Slack's face: they say what they were asked, and answer as they are told.
 */
import type { Desk, Speaker } from '#commands/desk.ts';
import type { Changes } from '#commands/context.ts';
import type { Action, Reply } from '#commands/reply.ts';
import type { Incident, IncidentStore, Origin } from '#incidents/ports.ts';
import type { EntryId, IncidentId, Instant } from '#knowledge/ids.ts';
import { instant } from '#knowledge/ids.ts';

type Asked = { readonly what: keyof Desk; readonly speaker: Speaker; readonly text: string; readonly fields?: Readonly<Record<string, string>> };
type Post = { readonly incident: IncidentId; readonly place: string; readonly message: string; readonly shown: number };

/** The entry and the text that the desk in memory is sure of. */
export const entry = 'cni/cni0-ip-conflict' as EntryId;
export const fault = '"cni0" already has an IP address different from 10.244.1.1/24';

export type TestDesk = Desk & {
  readonly asked: Asked[];
  /** Why requests were turned away, in order. */
  readonly turnedAwayFor: readonly string[];
  readonly posts: Map<string, Post>;
  readonly deliveries: Set<string>;
  readonly services: {
    readonly incidents: Pick<IncidentStore, 'open' | 'find' | 'recent' | 'rememberPost' | 'stalePosts' | 'firstDelivery'>;
    readonly changes: Changes;
  };
  /** Something happened to the incident: its version grows, and the news goes out unless it is lost. */
  happen(incident: IncidentId, what: string, options?: { readonly news: boolean }): void;
  /** Opens an incident as a process did that died before it could answer. */
  openBefore(origin: Origin, at: Date): Incident;
  incidents(): Incident[];
  /** What `press` answers next; by default the card. */
  answerPress: ((speaker: Speaker, action: Pick<Action, 'id' | 'value'>, fields: Readonly<Record<string, string>> | undefined) => Promise<Reply>) | undefined;
  /** Milliseconds that every answer takes. */
  delay: number;
};

export function testDesk(): TestDesk {
  const incidents = new Map<IncidentId, { incident: Incident; notes: string[] }>();
  const listeners = new Set<(incident: IncidentId) => void>();
  const posts = new Map<string, Post>();
  const deliveries = new Set<string>();
  const asked: Asked[] = [];
  const turnedAway: string[] = [];

  const opened = (draft: Omit<Incident, 'id' | 'version'>): { incident: Incident; fresh: boolean } => {
    const there = [...incidents.values()].find(
      ({ incident }) => incident.origin.place === draft.origin.place && incident.origin.message === draft.origin.message,
    );
    if (there !== undefined) return { incident: there.incident, fresh: false };
    const incident: Incident = { ...draft, id: `incident${String(incidents.size + 1).padStart(18, '0')}` as IncidentId, version: 1 };
    incidents.set(incident.id, { incident, notes: [] });
    return { incident, fresh: true };
  };
  const draft = (
    speaker: Pick<Speaker, 'actor' | 'origin' | 'language'>,
    text: string,
    at: Instant = instant(new Date()),
  ): Omit<Incident, 'id' | 'version'> => ({
    openedAt: at,
    openedBy: speaker.actor,
    origin: speaker.origin,
    language: speaker.language,
    excerpt: text,
    matches: [{ entry, confidence: 1, evidence: [], captures: {} }],
  });
  const card = (id: IncidentId): Reply => {
    const found = incidents.get(id);
    if (found === undefined) return told(`no incident ${id}`, `没有事件 ${id}`);
    return {
      summary: { en: 'cni0 has another address', zh: 'cni0 的地址不同' },
      blocks: [
        { kind: 'heading', text: { en: 'cni0 has another address', zh: 'cni0 的地址不同' } },
        { kind: 'evidence', lines: [{ signature: 's', line: 1, text: fault, mark: { from: 0, to: fault.length }, repeats: 0 }] },
        ...found.notes.slice(-5).map((note) => ({ kind: 'text' as const, text: { en: note, zh: note } })),
        {
          kind: 'actions',
          actions: [
            { id: 'check:run', value: { about: 'entry', incident: id, entry }, label: { en: 'Run checks', zh: '运行检查' }, style: 'primary' },
            { id: 'fix:plan:recreate-bridge', value: { about: 'entry', incident: id, entry }, label: { en: 'Plan the fix', zh: '制定计划' }, style: 'plain' },
          ],
        },
      ],
      audience: 'place',
      card: { incident: id, version: found.incident.version, pending: false },
      data: null,
      exit: 0,
    };
  };
  const slow = async (): Promise<void> => {
    if (desk.delay > 0) await new Promise((resolve) => setTimeout(resolve, desk.delay));
  };

  const desk: TestDesk = {
    asked,
    posts,
    deliveries,
    delay: 0,
    answerPress: undefined,
    overhear: async (speaker, text) => {
      asked.push({ what: 'overhear', speaker, text });
      await slow();
      return text.includes(fault) ? card(opened(draft(speaker, text)).incident.id) : undefined;
    },
    diagnose: async (speaker, text) => {
      asked.push({ what: 'diagnose', speaker, text });
      await slow();
      if (text.includes('explode')) throw new Error('a secret detail');
      return text.includes(fault) ? card(opened(draft(speaker, text)).incident.id) : told('Nothing matches.', '没有匹配。');
    },
    line: async (speaker, line) => {
      asked.push({ what: 'line', speaker, text: line });
      await slow();
      return told(`ran: ${line}`, `已运行：${line}`, line.startsWith('kb') ? 'place' : 'person');
    },
    press: async (speaker, action, fields) => {
      asked.push({ what: 'press', speaker, text: `${action.id} ${JSON.stringify(action.value)}`, ...(fields === undefined ? {} : { fields }) });
      await slow();
      if (desk.answerPress !== undefined) return desk.answerPress(speaker, action, fields);
      if (action.value.about !== 'entry') return told('not here', '不在这里');
      note(action.value.incident, `pressed ${action.id} by ${speaker.actor}`);
      return card(action.value.incident);
    },
    card: async (speaker, incident) => {
      asked.push({ what: 'card', speaker, text: incident });
      await slow();
      return card(incident);
    },
    turnedAway: (attempt) => {
      turnedAway.push(attempt.why);
      return Promise.resolve();
    },
    turnedAwayFor: turnedAway,
    services: {
      incidents: {
        open: (given) => Promise.resolve(opened(given)),
        find: (id) => Promise.resolve(incidents.get(id)?.incident),
        recent: (filter) =>
          Promise.resolve(
            [...incidents.values()]
              .map(({ incident }) => incident)
              .reverse()
              .slice(0, filter.limit),
          ),
        rememberPost: (post) => {
          posts.set(`${post.place}/${post.message}`, post);
          return Promise.resolve();
        },
        stalePosts: () =>
          Promise.resolve(
            [...posts.values()].flatMap((post) => {
              const version = incidents.get(post.incident)?.incident.version ?? 0;
              return version > post.shown ? [{ ...post, version }] : [];
            }),
          ),
        firstDelivery: (key) => {
          const first = !deliveries.has(key);
          deliveries.add(key);
          return Promise.resolve(first);
        },
      },
      changes: {
        subscribe: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        waitFor: () => Promise.resolve(),
      },
    },
    happen: (incident, what, options = { news: true }) => {
      note(incident, what);
      if (options.news) for (const listener of listeners) listener(incident);
    },
    openBefore: (origin, at) => opened(draft({ actor: 'slack:T01TEST/U01ANA' as Incident['openedBy'], origin, language: 'en' }, fault, instant(at))).incident,
    incidents: () => [...incidents.values()].map(({ incident }) => incident),
  };

  const note = (id: IncidentId, what: string): void => {
    const found = incidents.get(id);
    if (found === undefined) throw new Error(`no incident ${id}`);
    incidents.set(id, { incident: { ...found.incident, version: found.incident.version + 1 }, notes: [...found.notes, what] });
  };
  return desk;
}

/** A reply of one sentence. */
export function told(en: string, zh: string, audience: Reply['audience'] = 'person'): Reply {
  return { summary: { en, zh }, blocks: [{ kind: 'text', text: { en, zh } }], audience, data: null, exit: 0 };
}
