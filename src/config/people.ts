/** Who may approve what, from the configuration. */
import type { PersonId } from '#knowledge/ids.ts';
import type { Config } from './config.ts';
import { slackGroup } from './policy.ts';

export type Roster = {
  name(person: PersonId): string;
  /** The one id that somebody goes by, whichever face they come through. */
  identity(person: PersonId): PersonId;
  isApprover(person: PersonId, group?: string): boolean;
  hasApprovers(group?: string): boolean;
  refresh(people: readonly PersonId[]): Promise<void>;
};

/** Who belongs to Slack's user groups, and whose account is closed, as far as Slack said so lately. What it did not say counts against the person. */
export type SlackDirectory = {
  isMember(person: PersonId, group: string): boolean;
  isActive(person: PersonId): boolean;
  refresh(people: readonly PersonId[]): Promise<void>;
};

/**
 * The roster. A list of approvers is the group of all; a map names groups, and whoever is in any of them is an approver
 * where no group is asked for. `U1` stands for the Slack user of that id in the bot's own workspace, `S1` for a Slack user group's
 * members, in a group's place too.
 */
export function rosterOf(
  config: Pick<Config, 'approvers' | 'people'>,
  extra: { readonly approvers: readonly string[]; readonly people: readonly { id: string; name: string }[] },
  slack?: SlackDirectory,
): Roster {
  const groups = new Map<string, readonly string[]>(Array.isArray(config.approvers) ? [] : Object.entries(config.approvers));
  const all = [...(Array.isArray(config.approvers) ? config.approvers : Object.values(config.approvers).flat()), ...extra.approvers];
  const names = new Map([...extra.people, ...config.people].map((person) => [person.id, person.name]));
  const ofGroup = (group: string): readonly string[] => groups.get(group) ?? (slackGroup.test(group) ? [group] : []);
  const membersOf = (group: string | undefined): readonly string[] => (group === undefined ? all : [...ofGroup(group), ...extra.approvers]);
  const isOneOf = (person: PersonId, member: string): boolean => {
    if (member === person) return true;
    if (!person.startsWith('slack:')) return false;
    return member === bare(person) || (slackGroup.test(member) && slack?.isMember(person, member) === true);
  };
  const bare = (person: string): string => (person.startsWith('slack:') ? (person.split('/').at(-1) ?? person) : person);
  // Whoever has several ids is one person: who asked by one of them cannot approve by another.
  const idsBy = new Map(
    config.people.flatMap(({ id, also }) => {
      const ids = [id, ...also].map((one) => one as PersonId);
      return ids.map((one) => [one, ids] as const);
    }),
  );
  const idsOf = (person: PersonId): readonly PersonId[] => idsBy.get(person) ?? [person];
  return {
    identity: (person) => idsOf(person)[0] ?? person,
    name: (person) => names.get(person) ?? names.get(bare(person)) ?? person.replace(/^[a-z]+:/, ''),
    isApprover: (person, group) =>
      idsOf(person).some((id) => membersOf(group).some((member) => isOneOf(id, member))) && idsOf(person).every((id) => slack?.isActive(id) ?? true),
    hasApprovers: (group) => membersOf(group).length > 0,
    refresh: async (people) => slack?.refresh(people.flatMap((person) => idsOf(person))),
  };
}

/** The Slack user groups that the configuration names, as approvers or in the policy. */
export function slackGroupsIn(config: Pick<Config, 'approvers' | 'policy'>): readonly string[] {
  const { rules, quietHours, freezes, emergency } = config.policy;
  const named = [
    ...(Array.isArray(config.approvers) ? config.approvers : Object.values(config.approvers).flat()),
    ...[...rules, ...quietHours, ...freezes].flatMap((one) => one.when.requester ?? []),
    ...rules.flatMap((rule) => rule.group ?? []),
    ...(emergency?.group === undefined ? [] : [emergency.group]),
  ];
  return [...new Set(named.filter((name) => slackGroup.test(name)))];
}
