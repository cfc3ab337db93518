import type { App } from '@slack/bolt';
import { answer, attend } from '../../answer.ts';
import { contentOf, wordsOf } from '../../content.ts';
import { takeUp } from '../../direct.ts';
import { isDirect, speakerOf } from '../../face.ts';
import type { Face } from '../../face.ts';
import { eventBody, messageEvent } from '../../payloads.ts';
import type { SlackMessage } from '../../payloads.ts';

/** Subtypes that carry what somebody wrote; all others tell of joins, topics, deletions. */
const written = new Set([undefined, null, 'bot_message', 'file_share', 'thread_broadcast', 'me_message']);

/**
 * A message in a channel is overheard: a reply only when the evidence is conclusive, silence otherwise. In a direct message
 * the bot is spoken to. Messages of other apps count (alerts), our own do not.
 */
export function paste(app: App, face: Face): void {
  app.event('message', async ({ event, body }) => {
    const envelope = eventBody.parse(body);
    const parsed = messageEvent.safeParse(event);
    if (!parsed.success) {
      face.log.debug({ event: envelope.event_id, problem: parsed.error.message }, 'a message event of a kind that is not read');
      return;
    }
    const message = messageIn(parsed.data);
    if (message === undefined || isOurs(face, message)) return;
    const { channel } = parsed.data;
    const user = message.user ?? message.bot_id ?? 'app';
    const team = message.user_team ?? message.team ?? envelope.team_id ?? face.me.team;
    const thread = message.thread_ts ?? message.ts;

    if (isDirect(channel)) {
      if (message.user === undefined || message.user === null || parsed.data.subtype === 'message_changed') return;
      const place = { user, channel, thread, direct: true };
      const addressed = { ...message, text: stripped(face, message.text ?? '') };
      await attend(face, place, 'direct message', () =>
        takeUp(face, { message: addressed, who: { user, team }, place, delivery: `slack:event:${envelope.event_id}` }),
      );
      return;
    }
    // A mention comes a second time, as an event of its own, and is answered there.
    if (face.settings(channel).mode !== 'auto' || (message.text ?? '').includes(`<@${face.me.user}>`)) return;
    // Nobody asked, so nobody is told when it fails; the log is.
    await attend(face, undefined, 'overheard message', async () => {
      const speaker = await speakerOf(face, { user, team }, { place: channel, message: message.ts });
      const content = await contentOf(message, face.read);
      if (content.text.trim() === '') return;
      const reply = await face.desk.overhear(speaker, content.text);
      if (reply === undefined || !(await face.incidents.firstDelivery(`slack:event:${envelope.event_id}`))) return;
      if (reply.card !== undefined) await face.cards.show({ ...reply, card: reply.card }, { channel, thread }, speaker.language);
      else await answer(face, { user, channel, thread, direct: false }, reply, speaker.language);
    });
  });
}

/** What was written; of an edit the new text, where it is another than before. */
function messageIn(event: ReturnType<typeof messageEvent.parse>): SlackMessage | undefined {
  if (written.has(event.subtype)) return event;
  if (event.subtype !== 'message_changed' || event.message === undefined || event.message === null) return undefined;
  const unchanged = event.previous_message !== undefined && event.previous_message !== null && wordsOf(event.previous_message) === wordsOf(event.message);
  return unchanged || !written.has(event.message.subtype) ? undefined : event.message;
}

function isOurs(face: Face, message: SlackMessage): boolean {
  return message.user === face.me.user || message.bot_id === face.me.bot;
}

/** In a direct message too, people begin with the bot's name. */
function stripped(face: Face, text: string): string {
  return text.replace(new RegExp(`^\\s*<@${face.me.user}>[\\s:,]*`, 'u'), '');
}
