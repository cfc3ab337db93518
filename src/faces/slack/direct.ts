/**
 * A text put to the bot: a mention, a direct message, a shortcut. A line that begins with a verb is run, anything else is diagnosed.
 */
import { answer, notice, privately } from './answer.ts';
import { contentOf } from './content.ts';
import { lineIn, speakerOf, turnAway } from './face.ts';
import type { Face, Place } from './face.ts';
import type { SlackMessage } from './payloads.ts';
import { render } from './render.ts';
import { words } from './words.ts';

export type Put = {
  readonly message: SlackMessage;
  readonly who: { readonly user: string; readonly team: string };
  readonly place: Place & { readonly channel: string };
  /** The same for every delivery of the same request. */
  readonly delivery: string;
  /** Only diagnosed, also where it begins with a verb. */
  readonly text?: boolean;
};

/**
 * A command may change things, so its delivery is recorded before it runs. A diagnosis is idempotent, so it is recorded after
 * the incident is open: a delivery that died in between loses nothing.
 */
export async function takeUp(face: Face, put: Put): Promise<void> {
  const { message, place, delivery } = put;
  const speaker = await speakerOf(face, put.who, { place: place.channel, message: message.ts });
  if (put.who.team !== face.me.team) {
    if (!(await face.incidents.firstDelivery(delivery))) return;
    await turnAway(face, speaker, 'workspace', { text: message.text ?? '' });
    return privately(face, place, render(notice(words.foreign), speaker.language));
  }
  const content = await contentOf(message, face.read);
  const line = put.text === true ? undefined : lineIn(face, content.text);
  if (line !== undefined) {
    if (!(await face.incidents.firstDelivery(delivery))) return;
    return answer(face, place, await face.desk.line(speaker, line), speaker.language);
  }
  const reply = content.text.trim() === '' ? undefined : await face.desk.diagnose(speaker, content.text);
  if (!(await face.incidents.firstDelivery(delivery))) return;
  for (const problem of content.problems) await privately(face, place, render(notice(problem), speaker.language));
  if (reply !== undefined) return answer(face, place, reply, speaker.language);
  if (content.problems.length > 0) return;
  if (put.text === true) return privately(face, place, render(notice(words.nothingToRead), speaker.language));
  return answer(face, place, await face.desk.line(speaker, 'help'), speaker.language);
}
