import type { App } from '@slack/bolt';
import { announce, answer, attend, notice, privately } from '../../answer.ts';
import { speakerOf, turnAway } from '../../face.ts';
import type { Face } from '../../face.ts';
import { answersOf, formCallback, problemsOf } from '../../modal.ts';
import { formMemory, viewBody } from '../../payloads.ts';
import { render } from '../../render.ts';
import { words } from '../../words.ts';

/** How long a submission may wait for the answer before it is acknowledged; Slack allows three seconds. */
const patience = 2000;

/**
 * A form is submitted: the button that brought it is pressed again, with the fields. Problems are shown in the dialog where they
 * come in time; later ones go to the person privately.
 */
export function form(app: App, face: Face): void {
  app.view({ callback_id: formCallback, type: 'view_submission' }, async ({ ack, body: raw }) => {
    const body = viewBody.parse(raw);
    const memory = formMemory.parse(JSON.parse(body.view.private_metadata ?? 'null'));
    const user = body.user.id;
    const team = body.user.team_id ?? face.me.team;
    const place = { user, channel: memory.channel, thread: memory.thread, direct: memory.direct };
    const { promise: acknowledged, resolve: isAcknowledged } = Promise.withResolvers<void>();
    let open = true;
    const close = async (problems: Readonly<Record<string, string>> = {}): Promise<boolean> => {
      if (!open) return false;
      open = false;
      try {
        await (Object.keys(problems).length > 0 ? ack({ response_action: 'errors', errors: problems }) : ack());
      } finally {
        isAcknowledged();
      }
      return true;
    };
    const timer = setTimeout(() => void close().catch((error: unknown) => face.log.warn({ err: error }, 'a submission could not be acknowledged')), patience);
    const work = attend(face, place, 'form', async () => {
      try {
        if (!(await face.incidents.firstDelivery(`slack:trigger:${body.trigger_id ?? `${body.view.id}:${body.view.hash ?? ''}`}`))) return;
        const speaker = await speakerOf(face, { user, team }, { place: memory.channel ?? user, message: memory.message ?? body.view.id });
        if (team !== face.me.team) {
          face.log.warn({ user, team, action: memory.press.id }, 'a form of somebody of another workspace was refused');
          await turnAway(face, speaker, 'workspace', { action: memory.press.id });
          return await privately(face, place, render(notice(words.foreign), speaker.language));
        }
        const reply = await face.desk.press(speaker, memory.press, answersOf(body.view.state.values));
        if (reply.form !== undefined) {
          const problems = problemsOf(reply.form, speaker.language);
          if (Object.keys(problems).length > 0 && (await close(problems))) return;
          return await privately(
            face,
            place,
            render({ ...notice(words.notAccepted), blocks: [...reply.blocks, { kind: 'notice', tone: 'warning', text: words.notAccepted }] }, speaker.language),
          );
        }
        await close();
        if (reply.card !== undefined && memory.channel !== undefined && memory.message !== undefined) {
          await announce(face, place, reply, speaker.language);
          return await face.cards.update({ ...reply, card: reply.card }, { channel: memory.channel, ts: memory.message }, speaker.language);
        }
        return await answer(face, place, reply, speaker.language);
      } finally {
        clearTimeout(timer);
        await close();
      }
    });
    await Promise.race([acknowledged, work]);
  });
}
