/**
 * What a command answers: blocks that no face owns. Slack, the terminal and the browser render them; none of them adds words.
 *
 * Two kinds of strings are kept apart: `Text` is ours and trusted; every plain `string` may come from a paste, a node or a
 * cluster, and a face shows it literally (no links, no mentions, no mark-up). All strings are redacted before they get here.
 */
import type { Verdict } from '#checks/finding.ts';
import type { Evidence } from '#diagnosis/diagnosis.ts';
import type { EntryId, IncidentId, PlanId } from '#knowledge/ids.ts';
import type { Json } from '#knowledge/json.ts';
import type { ValueType } from '#knowledge/values.ts';
import type { Text } from '#language/text.ts';

export type Tone = 'neutral' | 'good' | 'warning' | 'bad';

export type Block =
  /** The title of a diagnosis, a plan, a list. `tag` is a short word beside it, such as a severity or a state. */
  | { readonly kind: 'heading'; readonly text: Text; readonly tag?: { readonly text: Text; readonly tone: Tone } }
  | { readonly kind: 'text'; readonly text: Text }
  /** One sentence that must not be overlooked: a warning, a refusal, that a target is simulated. */
  | { readonly kind: 'notice'; readonly tone: Tone; readonly text: Text }
  /** The proving lines, with the match marked. */
  | { readonly kind: 'evidence'; readonly lines: readonly Evidence[] }
  | { readonly kind: 'facts'; readonly facts: readonly { readonly label: Text; readonly value: Text | string }[] }
  | { readonly kind: 'list'; readonly title?: Text; readonly ordered: boolean; readonly items: readonly { readonly text: Text; readonly detail?: string }[] }
  /** What a check found. */
  | {
      readonly kind: 'finding';
      readonly verdict: Verdict | 'pending';
      readonly title: Text;
      readonly says: Text;
      readonly asked?: string;
      readonly target?: string;
    }
  /** Lines to be read as they are: commands, output, a diff. `language` helps a face to colour it. */
  | { readonly kind: 'code'; readonly title?: Text; readonly code: string; readonly language: 'shell' | 'diff' | 'text' | 'json' }
  /** One step of a plan, and how it went where it ran. */
  | {
      readonly kind: 'step';
      readonly number: number;
      readonly title?: Text;
      readonly where: string;
      readonly code: string;
      readonly language: 'shell' | 'diff' | 'json';
      readonly outcome?: { readonly ok: boolean | 'running' | 'unknown'; readonly output: string };
    }
  | { readonly kind: 'links'; readonly title: Text; readonly links: readonly { readonly url: string; readonly label: string }[] }
  | { readonly kind: 'actions'; readonly actions: readonly Action[] };

/** A button. `id` is one of the fixed action ids; `value` is what comes back with the click: ids and hashes, never content. */
export type Action = {
  readonly id: ActionId;
  readonly value: ActionValue;
  readonly label: Text;
  readonly style: 'primary' | 'danger' | 'plain';
};

export type ActionId =
  | 'check:run'
  | `fix:plan:${string}`
  | 'plan:approve'
  | 'plan:reject'
  | 'plan:withdraw'
  | 'plan:cancel'
  | 'plan:inspect'
  | 'plan:continue'
  | 'plan:undo'
  | 'answer:helpful'
  | 'answer:wrong';

export type ActionValue =
  | { readonly about: 'entry'; readonly incident: IncidentId; readonly entry: EntryId }
  | { readonly about: 'plan'; readonly plan: PlanId; readonly hash: string };

/** A value that a person is asked for before a command can go on. */
export type Field = {
  readonly name: string;
  readonly label: Text;
  readonly hint?: Text;
  readonly input:
    | { readonly kind: 'value'; readonly type: ValueType; readonly example: string }
    | { readonly kind: 'choice'; readonly options: readonly { readonly value: string; readonly label: Text | string }[] }
    | { readonly kind: 'reason' };
  readonly initial?: string;
  /** Why the last answer was not accepted. */
  readonly problem?: Text;
};

/** Asks for values; when they are given, the same action is pressed again with `fields` filled in. */
export type Form = {
  readonly title: Text;
  readonly submit: Text;
  readonly action: { readonly id: ActionId; readonly value: ActionValue };
  readonly fields: readonly Field[];
};

export type Reply = {
  /** One line for notifications, logs and screen readers; makes sense alone. */
  readonly summary: Text;
  readonly blocks: readonly Block[];
  /** `person`: only who asked sees it (refusals, help); `place`: everybody in the channel. */
  readonly audience: 'person' | 'place';
  /** The incident that this reply is the card of: a face shows one card an incident, and brings it up to date in place. */
  readonly card?: {
    readonly incident: IncidentId;
    readonly version: number;
    /** Work is under way that will change the card by itself: checks, a change, its verification. */
    readonly pending: boolean;
  };
  /** Present when nothing was done yet because values are missing. */
  readonly form?: Form;
  /** To be said aloud in the place, beside the card, and in these Slack channels: an emergency was declared, changes were paused. */
  readonly announce?: { readonly text: Text; readonly channels: readonly string[] };
  /** A whole file, line by line, for the terminal's standard output. Other faces have no use for it. */
  readonly document?: AsyncIterable<string>;
  /** The same as data, for `--json` and scripts. */
  readonly data: Json;
  /** 0 done, 1 ran but found nothing or a check failed, 2 wrong usage or configuration. */
  readonly exit: 0 | 1 | 2;
};
