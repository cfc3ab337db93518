import type { App } from '@slack/bolt';
import { announce, answer, attend, notice, privately } from '../../answer.ts';
import { isDirect, speakerOf, turnAway } from '../../face.ts';
import type { Face } from '../../face.ts';
import { actionBody, pressOf } from '../../payloads.ts';
import { render } from '../../render.ts';
import { words } from '../../words.ts';

/** A press of any button. One that is not known is answered too: a press is never silently ignored. */
export function press(app: App, face: Face): void {
  app.action(/.*/u, async ({ ack, body: raw }) => {
    await ack();
    const body = actionBody.parse(raw);
    const pressed = body.actions[0];
    const user = body.user.id;
    const team = body.user.team_id ?? body.team?.id ?? face.me.team;
    const channel = body.channel?.id;
    const ephemeral = body.container?.is_ephemeral === true;
    const message = body.message?.ts ?? body.container?.message_ts ?? undefined;
    const thread = body.message?.thread_ts ?? body.container?.thread_ts ?? (ephemeral ? undefined : message);
    const place = { user, channel, thread, direct: channel !== undefined && isDirect(channel), trigger: body.trigger_id };
    await attend(face, place, 'button', async () => {
      if (!(await face.incidents.firstDelivery(`slack:trigger:${body.trigger_id}`))) return;
      const speaker = await speakerOf(face, { user, team }, { place: channel ?? user, message: message ?? body.trigger_id });
      if (team !== face.me.team) {
        face.log.warn({ user, team, action: pressed?.action_id }, 'a press by somebody of another workspace was refused');
        await turnAway(face, speaker, 'workspace', { action: pressed?.action_id ?? '' });
        return privately(face, place, render(notice(words.foreign), speaker.language));
      }
      const action = pressed === undefined ? undefined : pressOf(pressed);
      if (action === undefined) {
        face.log.warn({ user, action: pressed?.action_id }, 'a press of a button that is not known');
        await turnAway(face, speaker, 'button', { action: pressed?.action_id ?? '', value: pressed?.value ?? '' });
        return privately(face, place, render(notice(words.unknownButton), speaker.language));
      }
      const reply = await face.desk.press(speaker, action);
      if (reply.card !== undefined && reply.form === undefined && channel !== undefined && message !== undefined && !ephemeral) {
        await announce(face, place, reply, speaker.language);
        return face.cards.update({ ...reply, card: reply.card }, { channel, ts: message }, speaker.language);
      }
      return answer(face, place, reply, speaker.language, ephemeral ? undefined : message);
    });
  });
}
