import type { App } from '@slack/bolt';
import { attend } from '../../answer.ts';
import { takeUp } from '../../direct.ts';
import { isDirect } from '../../face.ts';
import type { Face } from '../../face.ts';
import { withoutMention } from '../../literal.ts';
import { messageShortcut } from '../../payloads.ts';

/** *Diagnose* in the menu of any message: the answer goes into the message's thread. */
export function diagnoseMessage(app: App, face: Face): void {
  app.shortcut({ callback_id: 'diagnose_message', type: 'message_action' }, async ({ ack, body: raw }) => {
    await ack();
    const body = messageShortcut.parse(raw);
    const user = body.user.id;
    const team = body.user.team_id ?? body.team?.id ?? face.me.team;
    const channel = body.channel.id;
    const thread = body.message.thread_ts ?? body.message.ts;
    const place = { user, channel, thread, direct: isDirect(channel), responseUrl: body.response_url };
    const message = { ...body.message, text: withoutMention(body.message.text ?? '', face.me.user) };
    await attend(face, place, 'message shortcut', () =>
      takeUp(face, { message, who: { user, team }, place, delivery: `slack:trigger:${body.trigger_id}`, text: true }),
    );
  });
}
