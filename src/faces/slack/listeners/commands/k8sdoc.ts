import type { App } from '@slack/bolt';
import { answer, attend, notice, privately } from '../../answer.ts';
import { isDirect, lineIn, speakerOf, turnAway } from '../../face.ts';
import type { Face } from '../../face.ts';
import { written } from '../../literal.ts';
import { commandBody } from '../../payloads.ts';
import { render } from '../../render.ts';
import { words } from '../../words.ts';

/** `/k8sdoc <line>`, or `/k8sdoc` with a text to diagnose. The answer is the person's own unless it is a card. */
export function k8sdoc(app: App, face: Face): void {
  app.command('/k8sdoc', async ({ ack, body }) => {
    await ack();
    const command = commandBody.parse(body);
    const { channel_id: channel, user_id: user, team_id: team, trigger_id: trigger } = command;
    const place = { user, channel, direct: isDirect(channel), responseUrl: command.response_url, trigger };
    await attend(face, place, 'slash command', async () => {
      // Nothing repeats a slash command but somebody who replays it.
      if (!(await face.incidents.firstDelivery(`slack:trigger:${trigger}`))) return;
      const speaker = await speakerOf(face, { user, team }, { place: channel, message: `command:${trigger}` });
      if (team !== face.me.team) {
        await turnAway(face, speaker, 'workspace', { text: command.text ?? '' });
        return privately(face, place, render(notice(words.foreign), speaker.language));
      }
      if (face.settings(channel).mode === 'off') return privately(face, place, render(notice(words.off), speaker.language));
      const text = written(command.text ?? '').trim();
      const line = text === '' ? 'help' : lineIn(face, text);
      const reply = line === undefined ? await face.desk.diagnose(speaker, text) : await face.desk.line(speaker, line);
      await answer(face, place, reply, speaker.language);
    });
  });
}
