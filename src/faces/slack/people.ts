/**
 * Who somebody is, and which language they read.
 */
import type { Logger } from 'pino';
import type { webApi } from '@slack/bolt';
import type { PersonId } from '#knowledge/ids.ts';
import { languageOf } from '#language/text.ts';
import type { Language } from '#language/text.ts';

/** `slack:T1/U1`: a user id alone is not unique where workspaces share channels. */
export function personId(team: string, user: string): PersonId {
  return `slack:${team}/${user}` as PersonId;
}

const known = 60 * 60_000;
const unknown = 5 * 60_000;
const most = 2000;

/** Looks up the language of a user's locale; nothing where Slack does not say, or not in time. Remembered for an hour. */
export function languages(client: webApi.WebClient, log: Logger, patience = 1500): (user: string) => Promise<Language | undefined> {
  const remembered = new Map<string, { readonly language: Language | undefined; readonly until: number }>();
  const remember = (user: string, language: Language | undefined, time: number): Language | undefined => {
    remembered.delete(user);
    remembered.set(user, { language, until: Date.now() + time });
    const oldest = remembered.keys().next().value;
    if (remembered.size > most && oldest !== undefined) remembered.delete(oldest);
    return language;
  };
  return async (user) => {
    const before = remembered.get(user);
    if (before !== undefined && before.until > Date.now()) return before.language;
    const asked = client.users.info({ user, include_locale: true }).then(
      (answer) =>
        remember(user, answer.user?.locale === undefined ? undefined : languageOf(answer.user.locale), answer.user?.locale === undefined ? unknown : known),
      (error: unknown) => {
        log.warn({ err: error, user }, 'the language of a user is not known; the language of the channel is used');
        return remember(user, undefined, unknown);
      },
    );
    const { promise: late, resolve } = Promise.withResolvers<undefined>();
    const timer = setTimeout(resolve, patience, undefined);
    try {
      return await Promise.race([asked, late]);
    } finally {
      clearTimeout(timer);
    }
  };
}
