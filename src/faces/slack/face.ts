/**
 * What every listener is handed.
 */
import type { Logger } from 'pino';
import type { webApi } from '@slack/bolt';
import type { Desk, Speaker } from '#commands/desk.ts';
import type { Origin } from '#incidents/ports.ts';
import type { Language } from '#language/text.ts';
import type { CardStore, Cards } from './cards.ts';
import type { FileReader } from './content.ts';
import { typed } from './literal.ts';
import { personId } from './people.ts';

/** How the bot behaves in one channel. */
export type ChannelSettings = {
  /** `auto`: answers pasted errors it is sure of; `mention`: only when asked; `off`: not at all. */
  readonly mode: 'auto' | 'mention' | 'off';
  /** For people whose language Slack does not tell. */
  readonly language?: Language | undefined;
  /** The cluster that this channel is about. */
  readonly cluster?: string | undefined;
  /** How sure a diagnosis must be for the bot to speak unasked. */
  readonly threshold?: number | undefined;
};

export type Face = {
  readonly desk: Desk;
  readonly incidents: CardStore;
  readonly cards: Cards;
  /** For dialogs and questions, which are of no use late: few retries, no waiting for rate limits. */
  readonly client: webApi.WebClient;
  /** For answers, which are better late than never: waits as long as Slack asks. */
  readonly poster: webApi.WebClient;
  readonly read: FileReader;
  readonly settings: (channel: string) => ChannelSettings;
  readonly languageOf: (user: string) => Promise<Language | undefined>;
  /** The workspace and the bot's own user. */
  readonly me: { readonly team: string; readonly user: string; readonly bot: string };
  /** The first words that make a text a command line. */
  readonly verbs: ReadonlySet<string>;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Keeps the process from ending before the work has. */
  readonly track: (work: Promise<void>) => void;
};

/** Where an answer goes, and who may see it. */
export type Place = {
  readonly user: string;
  readonly channel?: string | undefined;
  readonly thread?: string | undefined;
  /** A direct message: nobody else reads it anyway. */
  readonly direct: boolean;
  /** Reaches the person also where the bot is not a member; good for half an hour. */
  readonly responseUrl?: string | undefined;
  /** Opens a dialog within three seconds. */
  readonly trigger?: string | undefined;
};

/** Who speaks, in their language, else in the channel's, else in English. */
export async function speakerOf(face: Face, who: { readonly user: string; readonly team: string }, origin: Omit<Origin, 'face'>): Promise<Speaker> {
  const settings = face.settings(origin.place);
  return {
    actor: personId(who.team, who.user),
    origin: { face: 'slack', ...origin },
    language: (await face.languageOf(who.user)) ?? settings.language ?? 'en',
    cluster: settings.cluster,
    threshold: settings.threshold,
    signal: face.signal,
  };
}

/** Has it recorded that somebody was refused before the desk was asked. */
export function turnAway(face: Pick<Face, 'desk'>, { actor, origin }: Speaker, why: string, details: Readonly<Record<string, string>>): Promise<void> {
  return face.desk.turnedAway({ by: actor, from: origin, why, details });
}

/** A direct message's id begins with D. */
export function isDirect(channel: string): boolean {
  return channel.startsWith('D');
}

/**
 * The command line that a text is, where it begins with a verb. A text of several lines is a paste unless the verb takes a
 * text itself: "check this out" above a log is no command.
 */
export function lineIn(face: Pick<Face, 'verbs'>, text: string): string | undefined {
  const trimmed = text.trim();
  const verb = /^[a-z][a-z-]*(?=\s|$)/iu.exec(trimmed)?.[0].toLowerCase();
  if (verb === undefined || !face.verbs.has(verb)) return undefined;
  const takesText = verb === 'diagnose' || verb === 'ask';
  if (takesText) return `${verb}${trimmed.slice(verb.length)}`;
  return trimmed.includes('\n') ? undefined : `${verb}${typed(trimmed.slice(verb.length))}`;
}
