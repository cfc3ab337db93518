import type { App } from '@slack/bolt';
import { attend } from '../../answer.ts';
import type { Face } from '../../face.ts';
import { pasteView } from '../../modal.ts';
import { globalShortcut } from '../../payloads.ts';

/** *Diagnose a text* in the global menu: a dialog with a text box. */
export function diagnoseText(app: App, face: Face): void {
  app.shortcut({ callback_id: 'diagnose_text', type: 'shortcut' }, async ({ ack, body: raw }) => {
    await ack();
    const body = globalShortcut.parse(raw);
    const place = { user: body.user.id, direct: true };
    await attend(face, place, 'text shortcut', async () => {
      const language = (await face.languageOf(body.user.id)) ?? 'en';
      await face.client.views.open({ trigger_id: body.trigger_id, view: pasteView(language) });
    });
  });
}
