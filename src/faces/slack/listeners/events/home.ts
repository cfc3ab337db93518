import type { App } from '@slack/bolt';
import type { Reply } from '#commands/reply.ts';
import { same } from '#language/text.ts';
import { attend } from '../../answer.ts';
import type { Face } from '../../face.ts';
import { personId } from '../../people.ts';
import { homeEvent } from '../../payloads.ts';
import { render } from '../../render.ts';
import { words } from '../../words.ts';

/** App Home: the person's own latest incidents. */
export function home(app: App, face: Face): void {
  app.event('app_home_opened', async ({ event }) => {
    const { user, tab } = homeEvent.parse(event);
    if (tab !== undefined && tab !== null && tab !== 'home') return;
    await attend(face, undefined, 'app home', async () => {
      const language = (await face.languageOf(user)) ?? 'en';
      const mine = (await face.incidents.recent({ face: 'slack', limit: 100 }))
        .filter((incident) => incident.openedBy === personId(face.me.team, user))
        .slice(0, 10);
      const items = mine.map((incident) => ({
        text: same(`${incident.openedAt.slice(0, 16).replace('T', ' ')} UTC · ${incident.matches[0]?.entry ?? '–'}`),
        detail: incident.excerpt.trim().split('\n')[0] ?? '',
      }));
      const view: Reply = {
        summary: words.homeTitle,
        blocks: [
          { kind: 'heading', text: words.homeTitle },
          items.length === 0 ? { kind: 'text', text: words.homeEmpty } : { kind: 'list', ordered: false, items },
        ],
        audience: 'person',
        data: null,
        exit: 0,
      };
      await face.client.views.publish({ user_id: user, view: { type: 'home', blocks: render(view, language).blocks } });
    });
  });
}
