/** Who may approve what, from the configuration. */
import type { PersonId } from '#knowledge/ids.ts';
import type { Config } from './config.ts';

export type Roster = {
  name(person: PersonId): string;
  isApprover(person: PersonId, group?: string): boolean;
  hasApprovers(group?: string): boolean;
};

/**
 * The roster. A list of approvers is the group of all; a map names groups, and whoever is in any of them is an approver
 * where no group is asked for. `U1` stands for the Slack user of that id in the bot's own workspace.
 */
export function rosterOf(
  config: Pick<Config, 'approvers' | 'people'>,
  extra: { readonly approvers: readonly string[]; readonly people: readonly { id: string; name: string }[] },
): Roster {
  const groups = new Map<string, readonly string[]>(Array.isArray(config.approvers) ? [] : Object.entries(config.approvers));
  const all = [...(Array.isArray(config.approvers) ? config.approvers : Object.values(config.approvers).flat()), ...extra.approvers];
  const names = new Map([...extra.people, ...config.people].map((person) => [person.id, person.name]));
  const membersOf = (group: string | undefined): readonly string[] => (group === undefined ? all : [...(groups.get(group) ?? []), ...extra.approvers]);
  const bare = (person: string): string => (person.startsWith('slack:') ? (person.split('/').at(-1) ?? person) : person);
  return {
    name: (person) => names.get(person) ?? names.get(bare(person)) ?? person.replace(/^[a-z]+:/, ''),
    isApprover: (person, group) => membersOf(group).some((member) => member === person || (person.startsWith('slack:') && member === bare(person))),
    hasApprovers: (group) => membersOf(group).length > 0,
  };
}
