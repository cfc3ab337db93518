/**
 * What a face may do, and all it may do: hear a text, run a line, take a press of a button, show a card.
 * Every function answers with a `Reply`; an error that a person can meet comes back as a reply too.
 */
import type { IncidentId, PersonId } from '#knowledge/ids.ts';
import type { Origin } from '#incidents/ports.ts';
import type { Language } from '#language/text.ts';
import type { ActionId, ActionValue, Reply } from './reply.ts';
import type { TurnedAway } from './desk/refusals.ts';
import type { Services } from './context.ts';

/** Who speaks, where, and in which language they read. */
export type Speaker = {
  readonly actor: PersonId;
  readonly origin: Origin;
  readonly language: Language;
  readonly cluster?: string | undefined;
  /** How sure the bot must be to speak here unasked; the default where it is left out. */
  readonly threshold?: number | undefined;
  readonly signal: AbortSignal;
};

export type Desk = {
  /** A text that nobody addressed to the bot: a reply only when it is sure enough, otherwise nothing and no trace. */
  overhear(speaker: Speaker, text: string): Promise<Reply | undefined>;
  /** A text put to the bot directly: diagnosed, and always answered. */
  diagnose(speaker: Speaker, text: string): Promise<Reply>;
  /** A line as it is typed after the program's name, for slash commands, mentions and direct messages: `check cni/cni0-ip-conflict --node worker-1`. */
  line(speaker: Speaker, line: string): Promise<Reply>;
  /** A press of a button; `fields` are the answers to the form that the last press brought. */
  press(speaker: Speaker, action: { readonly id: ActionId; readonly value: ActionValue }, fields?: Readonly<Record<string, string>>): Promise<Reply>;
  /** The card of an incident as it stands now. */
  card(speaker: Speaker, incident: IncidentId): Promise<Reply>;
  /** Records a request that the face turned away before it came to the desk. */
  turnedAway(attempt: TurnedAway): Promise<void>;
};

export type { Services };
