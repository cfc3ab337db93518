import type { App } from '@slack/bolt';
import { attend } from '../../answer.ts';
import { takeUp } from '../../direct.ts';
import type { Face } from '../../face.ts';
import { pasteBlock, pasteCallback } from '../../modal.ts';
import { viewBody } from '../../payloads.ts';

/** The text box of the global shortcut is submitted: the text is put into the direct messages with its answer below it. */
export function text(app: App, face: Face): void {
  app.view({ callback_id: pasteCallback, type: 'view_submission' }, async ({ ack, body: raw }) => {
    await ack();
    const body = viewBody.parse(raw);
    const user = body.user.id;
    const team = body.user.team_id ?? face.me.team;
    const pasted = body.view.state.values[pasteBlock]?.[pasteBlock]?.value ?? '';
    const place = { user, channel: user, direct: true };
    const message = { ts: `view:${body.view.id}`, text: escapedAsSlackDoes(pasted) };
    await attend(face, place, 'text shortcut', () => takeUp(face, { message, who: { user, team }, place, delivery: `slack:view:${body.view.id}`, text: true }));
  });
}

/** Text boxes give their text as it is typed; messages have it escaped, and are undone when they are read. */
function escapedAsSlackDoes(typed: string): string {
  return typed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
