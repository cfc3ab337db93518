import type { App } from '@slack/bolt';
import { attend, notice, privately } from '../../answer.ts';
import { takeUp } from '../../direct.ts';
import { isDirect, speakerOf } from '../../face.ts';
import type { Face } from '../../face.ts';
import { withoutMention } from '../../literal.ts';
import { eventBody, mentionEvent, threadSchema } from '../../payloads.ts';
import type { SlackMessage } from '../../payloads.ts';
import { render } from '../../render.ts';
import { words } from '../../words.ts';

/** The bot is named in a channel: it always answers. Named alone in a thread, it looks at the message that the thread is about. */
export function mention(app: App, face: Face): void {
  app.event('app_mention', async ({ event, body }) => {
    const envelope = eventBody.parse(body);
    const message = mentionEvent.parse(event);
    const { channel } = message;
    const user = message.user;
    if (isDirect(channel) || user === undefined || user === null || user === face.me.user) return;
    const team = message.user_team ?? message.team ?? envelope.team_id ?? face.me.team;
    const place = { user, channel, thread: message.thread_ts ?? message.ts, direct: false };
    const delivery = `slack:event:${envelope.event_id}`;
    await attend(face, place, 'mention', async () => {
      if (face.settings(channel).mode === 'off') {
        const speaker = await speakerOf(face, { user, team }, { place: channel, message: message.ts });
        if (await face.incidents.firstDelivery(delivery)) await privately(face, place, render(notice(words.off), speaker.language));
        return;
      }
      const text = withoutMention(message.text ?? '', face.me.user);
      const alone = text.trim() === '' && (message.files ?? []).length === 0;
      const about = alone && message.thread_ts !== undefined && message.thread_ts !== null ? await rootOf(face, channel, message.thread_ts) : undefined;
      if (about === undefined) await takeUp(face, { message: { ...message, text }, who: { user, team }, place, delivery });
      else await takeUp(face, { message: about, who: { user, team }, place, delivery, text: true });
    });
  });
}

/** The message that a thread is about; nothing where it is gone. */
async function rootOf(face: Face, channel: string, thread: string): Promise<SlackMessage | undefined> {
  const answer = await face.client.conversations.replies({ channel, ts: thread, limit: 1 });
  const root = threadSchema.parse(answer.messages ?? []).find((message) => message.ts === thread);
  return root === undefined ? undefined : { ...root, text: withoutMention(root.text ?? '', face.me.user) };
}
