/**
 * Takes a reply to where it belongs: the card into the thread, a refusal to the person alone, a form into a dialog.
 */
import { randomUUID } from 'node:crypto';
import { webApi } from '@slack/bolt';
import type { Reply } from '#commands/reply.ts';
import type { Language, Text } from '#language/text.ts';
import type { Face, Place } from './face.ts';
import { formView } from './modal.ts';
import type { FormMemory } from './payloads.ts';
import { render } from './render.ts';
import type { Message } from './render.ts';
import { words } from './words.ts';

/** Posts a reply. `message` is the message that was pressed, where one was. */
export async function answer(face: Face, place: Place, reply: Reply, language: Language, message?: string): Promise<void> {
  await announce(face, place, reply, language);
  if (reply.form !== undefined) return askFor(face, place, { ...reply, form: reply.form }, language, message);
  if (reply.card !== undefined && place.channel !== undefined) {
    const card = { ...reply, card: reply.card };
    const result = await face.cards.show(card, { channel: place.channel, thread: place.thread }, language);
    if (result === 'there') await privately(face, place, render(notice(words.alreadyShown), language));
    if (result === 'refused') await privately(face, place, appended(render(reply, language), render(notice(words.notHere), language)));
    return;
  }
  if (reply.audience === 'person' || place.channel === undefined || place.responseUrl !== undefined) return privately(face, place, render(reply, language));
  await face.poster.chat.postMessage({
    channel: place.channel,
    ...render(reply, language),
    ...(place.thread === undefined ? {} : { thread_ts: place.thread }),
    unfurl_links: false,
    unfurl_media: false,
  });
}

/** Says aloud what a reply wants everybody to hear: in the place, unless it is a direct message, and in the channels that it names. */
export async function announce(face: Face, place: Pick<Place, 'channel' | 'thread' | 'direct'>, reply: Reply, language: Language): Promise<void> {
  const { announce: said } = reply;
  if (said === undefined) return;
  const message = render({ ...notice(said.text), blocks: [{ kind: 'notice', tone: 'bad', text: said.text }] }, language);
  const here = place.channel === undefined || place.direct ? [] : [place.channel];
  for (const channel of new Set([...here, ...said.channels])) {
    const thread = channel === place.channel && place.thread !== undefined ? { thread_ts: place.thread, reply_broadcast: true } : {};
    // A channel that cannot be reached must not keep the others from hearing it.
    await face.poster.chat
      .postMessage({ channel, ...message, ...thread })
      .catch((error: unknown) => face.log.error({ err: error, channel }, 'an announcement could not be posted: invite the bot to the channel'));
  }
}

/** Shows something to one person, and to nobody else. */
export async function privately(face: Face, place: Place, message: Message): Promise<void> {
  if (place.responseUrl !== undefined) {
    const response = await fetch(place.responseUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, ...message }),
      signal: AbortSignal.any([face.signal, AbortSignal.timeout(10_000)]),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`Slack did not take an answer by its response URL: HTTP ${response.status}`);
    return;
  }
  const thread = place.thread === undefined ? {} : { thread_ts: place.thread };
  if (place.channel === undefined) await face.poster.chat.postMessage({ channel: place.user, ...message });
  else if (place.direct) await face.poster.chat.postMessage({ channel: place.channel, ...message, ...thread });
  else await face.poster.chat.postEphemeral({ channel: place.channel, user: place.user, ...message, ...thread });
}

/** One sentence as a reply to one person. */
export function notice(text: Text): Reply {
  return { summary: text, blocks: [{ kind: 'notice', tone: 'warning', text }], audience: 'person', data: null, exit: 1 };
}

/** Opens the dialog, or offers a button that opens it where there is no trigger. */
async function askFor(
  face: Face,
  place: Place,
  reply: Reply & { readonly form: NonNullable<Reply['form']> },
  language: Language,
  message: string | undefined,
): Promise<void> {
  const { form } = reply;
  if (place.trigger === undefined) {
    const offer: Reply = {
      ...notice(words.formNeeded),
      summary: reply.summary,
      blocks: [
        ...(reply.blocks.length > 0 ? reply.blocks : [{ kind: 'text' as const, text: reply.summary }]),
        { kind: 'actions', actions: [{ ...form.action, label: form.title, style: 'primary' }] },
      ],
    };
    return privately(face, place, render(offer, language));
  }
  const memory: FormMemory = { press: form.action, channel: place.channel, thread: place.thread, message, direct: place.direct };
  try {
    await face.client.views.open({ trigger_id: place.trigger, view: formView(form, language, JSON.stringify(memory)) });
  } catch (error) {
    if (!(error instanceof webApi.WebAPIPlatformError) || !/trigger/u.test(error.data.error)) throw error;
    face.log.warn({ error: error.data.error }, 'a dialog came too late for Slack');
    await privately(face, { ...place, trigger: undefined }, render(notice(words.dialogTooLate), language));
  }
}

/**
 * Does a listener's work: what goes wrong is logged with a reference, and the person reads a plain sentence with the same one.
 * Resolves when the work is over; never rejects.
 */
export function attend(face: Face, place: Place | undefined, what: string, work: () => Promise<void>): Promise<void> {
  const done = (async () => {
    try {
      await work();
    } catch (error) {
      if (face.signal.aborted) {
        face.log.info({ what }, 'given up because the process is ending');
        return;
      }
      const reference = randomUUID().slice(0, 8);
      face.log.error({ err: error, reference, what, channel: place?.channel, user: place?.user }, 'a request from Slack failed');
      if (place === undefined) return;
      const language = (await face.languageOf(place.user)) ?? (place.channel === undefined ? undefined : face.settings(place.channel).language) ?? 'en';
      await privately(face, place, render(notice(words.broken(reference)), language)).catch((problem: unknown) =>
        face.log.error({ err: problem, reference }, 'and the person could not be told'),
      );
    }
  })();
  face.track(done);
  return done;
}

function appended(message: Message, note: Message): Message {
  const room = 50 - note.blocks.length;
  return { text: message.text, blocks: [...note.blocks, ...message.blocks.slice(0, room)] };
}
