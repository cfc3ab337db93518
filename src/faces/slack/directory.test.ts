import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rosterOf } from '#config/people.ts';
import type { PersonId } from '#knowledge/ids.ts';
import { type SlackDirectory, slackDirectory } from './directory.ts';

const ana = 'slack:T1/U1' as PersonId;
const bo = 'slack:T1/U2' as PersonId;

describe('the directory of Slack', () => {
  let groups: Record<string, readonly string[]>;
  let closed: Set<string>;
  let away: boolean;
  let now: number;
  let url: string;
  let directory: SlackDirectory;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      const asked = new URLSearchParams(body);
      response.setHeader('content-type', 'application/json');
      if (away) response.statusCode = 500;
      if (request.url?.endsWith('usergroups.users.list') === true)
        response.end(JSON.stringify({ ok: true, users: groups[asked.get('usergroup') ?? ''] ?? [] }));
      else response.end(JSON.stringify({ ok: true, user: { id: asked.get('user'), deleted: closed.has(asked.get('user') ?? '') } }));
    });
  });

  beforeEach(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
    groups = { S0001: ['U1'] };
    closed = new Set();
    away = false;
    now = 1_000_000;
    directory = slackDirectory({ botToken: 'xoxb-test', apiUrl: url, groups: ['S0001'], clock: () => now }, pino({ level: 'silent' }));
  });
  afterEach(async () => {
    await new Promise((resolve) => server.close(resolve));
  });

  it('lets the members of a user group approve, in the place of a group and among its members', async () => {
    const roster = rosterOf({ approvers: { sre: ['S0001'] }, people: [] }, { approvers: [], people: [] }, directory);
    await roster.refresh([ana, bo]);
    expect([roster.isApprover(ana, 'sre'), roster.isApprover(ana, 'S0001'), roster.isApprover(ana)]).toEqual([true, true, true]);
    expect([roster.isApprover(bo, 'sre'), roster.isApprover(bo, 'S0001'), roster.isApprover(bo)]).toEqual([false, false, false]);
  });

  it('sees who left the group, and whose account was closed, when it asks again', async () => {
    const roster = rosterOf({ approvers: ['S0001', 'U2'], people: [] }, { approvers: [], people: [] }, directory);
    await roster.refresh([ana, bo]);
    expect([roster.isApprover(ana), roster.isApprover(bo)]).toEqual([true, true]);
    groups = { S0001: [] };
    closed.add('U2');
    now += 3000;
    await roster.refresh([ana, bo]);
    expect([roster.isApprover(ana), roster.isApprover(bo)]).toEqual([false, false]);
  });

  it('goes by what it was told for a quarter of an hour, and then by nothing', async () => {
    const roster = rosterOf({ approvers: ['U2'], people: [] }, { approvers: [], people: [] }, directory);
    expect(roster.isApprover(bo)).toBe(false);
    await roster.refresh([bo]);
    away = true;
    now += 14 * 60_000;
    await roster.refresh([bo]);
    expect(roster.isApprover(bo)).toBe(true);
    now += 2 * 60_000;
    await roster.refresh([bo]);
    expect(roster.isApprover(bo)).toBe(false);
  });

  it('asks nothing about people of other faces', () => {
    expect(directory.isActive('browser:ana' as PersonId)).toBe(true);
    expect(directory.isMember('browser:U1' as PersonId, 'S0001')).toBe(false);
  });
});
