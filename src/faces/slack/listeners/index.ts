/**
 * What Slack can send, one folder a kind and one file a handler. Each reads its payload, acknowledges at once, asks the desk,
 * and hands the reply on.
 */
import type { App } from '@slack/bolt';
import type { Face } from '../face.ts';
import { press } from './actions/press.ts';
import { k8sdoc } from './commands/k8sdoc.ts';
import { home } from './events/home.ts';
import { mention } from './events/mention.ts';
import { paste } from './messages/paste.ts';
import { diagnoseMessage } from './shortcuts/diagnose-message.ts';
import { diagnoseText } from './shortcuts/diagnose-text.ts';
import { form } from './views/form.ts';
import { text } from './views/text.ts';

/** Connects every handler to the app. */
export function listen(app: App, face: Face): void {
  for (const register of [paste, mention, home, k8sdoc, press, diagnoseMessage, diagnoseText, form, text]) register(app, face);
}
