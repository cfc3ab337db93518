/**
 * What travels between the page and its server. Types only: the page is served with them stripped.
 */
import type { Reply } from '#commands/reply.ts';
import type { Language, Text } from '#language/text.ts';

/** A reply without its data and files: the page shows blocks, scripts read data elsewhere. */
export type SentReply = Omit<Reply, 'data' | 'document'>;

/** What the head of a card says: who pasted what, and when. */
type IncidentView = {
  readonly id: string;
  readonly version: number;
  readonly openedAt: string;
  readonly openedBy: { readonly id: string; readonly name: string };
  /** The beginning of what was pasted, redacted. */
  readonly excerpt: string;
};

/** An answer; `incident` is there when the reply is the card of one. */
export type Answer = { readonly reply: SentReply; readonly incident?: IncidentView };

type Person = { readonly id: string; readonly name: string };
export type Sample = { readonly title: Text; readonly text: string };

/** All that the page needs to begin with, and to begin again with after a restart of the server. */
export type ChannelView = {
  readonly channel: string;
  readonly version: string;
  /** The channel's language where the configuration names one; the reader may choose another. */
  readonly language?: Language;
  readonly simulated: boolean;
  readonly people: readonly Person[];
  readonly samples: readonly Sample[];
  /** Bytes that one paste may have. */
  readonly limit: number;
  /** Oldest first. */
  readonly cards: readonly Answer[];
};

/** The first event of a stream. `page` names the page's files as the server has them now. */
export type Hello = { readonly page: string };

/** An incident has reached this version. */
export type News = { readonly incident: string; readonly version: number };

/** Every answer that is not 2xx. */
export type ProblemAnswer = { readonly problem: Text };
