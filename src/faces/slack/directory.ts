/**
 * Who belongs to which Slack user group, and whose account is closed. Asked when it matters, remembered for a quarter of an hour where
 * Slack does not answer; what it has not said since then counts against the person.
 */
import type { Logger } from 'pino';
import { webApi } from '@slack/bolt';
import { z } from 'zod';
import type { PersonId } from '#knowledge/ids.ts';
import { boltLogger } from './transport.ts';

export type SlackDirectory = {
  isMember(person: PersonId, group: string): boolean;
  /** True of everybody who is not of Slack. */
  isActive(person: PersonId): boolean;
  /** Asks Slack about the groups and these people. Never rejects: what stays unanswered is logged. */
  refresh(people: readonly PersonId[]): Promise<void>;
};

type Options = { readonly botToken: string; readonly apiUrl?: string | undefined; readonly groups: readonly string[]; readonly clock?: () => number };

/** Milliseconds for which an answer is not asked for again, and for which it holds at most. */
const fresh = 2000;
const holds = 15 * 60_000;

const membersSchema = z.object({ users: z.array(z.string()) });
const userSchema = z.object({ user: z.object({ deleted: z.boolean().optional() }) });

export function slackDirectory(options: Options, log: Logger): SlackDirectory {
  const clock = options.clock ?? Date.now;
  const client = new webApi.WebClient(options.botToken, {
    slackApiUrl: `${(options.apiUrl ?? 'https://slack.com/api').replace(/\/+$/u, '')}/`,
    logger: boltLogger(log),
    retryConfig: { retries: 1 },
    rejectRateLimitedCalls: true,
    timeout: 5000,
  });
  const members = remembered<ReadonlySet<string>>(clock);
  const active = remembered<boolean>(clock);

  const ask = async <T>(memory: Memory<T>, key: string, question: () => Promise<T>): Promise<void> => {
    if (memory.isFresh(key)) return;
    try {
      memory.set(key, await question());
    } catch (error) {
      log.warn({ err: error, asked: key }, 'Slack did not say who may approve; what it said before holds for a quarter of an hour');
    }
  };

  return {
    isMember: (person, group) => members.get(group)?.has(userOf(person)) === true,
    isActive: (person) => !isOfSlack(person) || active.get(person) === true,
    refresh: async (people) => {
      await Promise.all([
        ...options.groups.map((group) =>
          ask(members, group, async () => new Set(membersSchema.parse(await client.usergroups.users.list({ usergroup: group })).users)),
        ),
        ...[...new Set(people)]
          .filter((person) => isOfSlack(person))
          .map((person) => ask(active, person, async () => userSchema.parse(await client.users.info({ user: userOf(person) })).user.deleted !== true)),
      ]);
    },
  };
}

function isOfSlack(person: PersonId): boolean {
  return person.startsWith('slack:');
}

function userOf(person: PersonId): string {
  return isOfSlack(person) ? (person.split('/').at(-1) ?? '') : '';
}

type Memory<T> = { get(key: string): T | undefined; isFresh(key: string): boolean; set(key: string, value: T): void };

function remembered<T>(clock: () => number): Memory<T> {
  const known = new Map<string, { readonly value: T; readonly at: number }>();
  const within = (key: string, time: number): { readonly value: T } | undefined => {
    const found = known.get(key);
    return found !== undefined && clock() - found.at < time ? found : undefined;
  };
  return {
    get: (key) => within(key, holds)?.value,
    isFresh: (key) => within(key, fresh) !== undefined,
    set: (key, value) => {
      known.set(key, { value, at: clock() });
    },
  };
}
