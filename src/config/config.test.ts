import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PersonId } from '#knowledge/ids.ts';
import { readConfig } from './config.ts';
import { rosterOf } from './people.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'k8sdoc-config-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function channelsIn(text: string) {
  const file = join(folder, 'k8sdoc.yaml');
  await writeFile(file, text);
  return (await readConfig({ K8SDOC_CONFIG: file })).channels;
}

describe('redaction', () => {
  async function redactionIn(text: string) {
    const file = join(folder, 'k8sdoc.yaml');
    await writeFile(file, text);
    return (await readConfig({ K8SDOC_CONFIG: file })).redaction;
  }

  it('takes mail addresses out unless it is told otherwise, and patterns of the own', async () => {
    expect(await redactionIn('channels: []\n')).toEqual({ emails: true, patterns: [] });
    expect(await redactionIn("redaction: { emails: false, patterns: [{ name: employee number, pattern: 'EMP-\\d{6}' }] }\n")).toEqual({
      emails: false,
      patterns: [{ name: 'employee number', pattern: String.raw`EMP-\d{6}` }],
    });
  });

  it.each([
    ['a(b', 'is not an expression in RE2 syntax'],
    ['(a)\\1', 'is not an expression in RE2 syntax'],
    ['(?=a)b', 'is not an expression in RE2 syntax'],
    ['x*', 'matches the empty text'],
    ['\\b', 'matches the empty text'],
  ])('refuses the pattern %s by file, line and field', async (pattern, why) => {
    await expect(redactionIn(`redaction:\n  patterns:\n    - name: own\n      pattern: '${pattern}'\n`)).rejects.toMatchObject({
      text: { en: expect.stringMatching(new RegExp(String.raw`k8sdoc\.yaml:4 redaction\.patterns\.0\.pattern: ${why}`)) as unknown },
    });
  });
});

describe("a channel's threshold", () => {
  it('is a number from 0.5 to 1, or left to the default', async () => {
    expect(await channelsIn('channels:\n  - { id: C1, threshold: 0.7 }\n  - { id: C2, threshold: 1 }\n  - { id: C3 }\n')).toEqual([
      { id: 'C1', mode: 'auto', threshold: 0.7 },
      { id: 'C2', mode: 'auto', threshold: 1 },
      { id: 'C3', mode: 'auto' },
    ]);
  });

  it.each([
    ['0.3', 'must be from 0.5 to 1'],
    ['90', 'must be from 0.5 to 1'],
    ['90%', 'must be a number from 0.5 to 1'],
    ['.nan', 'must be a number from 0.5 to 1'],
  ])('of %s is refused by file, line and field', async (threshold, why) => {
    await expect(channelsIn(`channels:\n  - id: C1\n  - id: C2\n    threshold: ${threshold}\n`)).rejects.toMatchObject({
      text: { en: expect.stringMatching(new RegExp(String.raw`k8sdoc\.yaml:4 channels\.1\.threshold: ${why}`)) as unknown },
    });
  });
});

describe('the policy', () => {
  const read = async (policy: string) => {
    const file = join(folder, 'policy.yaml');
    await writeFile(file, `clusters: [{ name: prod, inCluster: true }]\napprovers: { sre: [U1] }\npolicy:\n${policy}`);
    return (await readConfig({ K8SDOC_CONFIG: file })).policy;
  };

  it('is the example in the README', async () => {
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    const example = /```yaml\n(policy:\n[^`]+)```/u.exec(readme)?.[1] ?? '';
    const file = join(folder, 'example.yaml');
    await writeFile(file, `clusters: [{ name: prod, inCluster: true }]\napprovers: { sre: [U1], etcd: [U2] }\n${example}`);
    const { policy } = await readConfig({ K8SDOC_CONFIG: file });
    expect(policy.rules.length).toBeGreaterThan(0);
    expect(policy.freezes.length).toBeGreaterThan(0);
  });

  it('asks for a code from high risk on, and for two approvers of what touches much, where nothing is said', async () => {
    expect(await read('  approvalMinutes: 15\n')).toMatchObject({
      stepUpFrom: 'high',
      blastRadius: [{ pods: 50 }, { nodes: 2 }, { namespaces: 2 }],
      rules: [],
    });
  });

  it.each([
    ['  rules: [{ name: a, when: { risk: [extreme] }, approvals: 2 }]', 'policy.rules.0.when.risk.0'],
    ['  rules: [{ name: a, when: { cluster: [prodd] }, approvals: 2 }]', 'policy.rules.0.when.cluster.0: there is no cluster prodd'],
    ['  rules: [{ name: a, group: sree }]', 'policy.rules.0.group: there is no group sree'],
    ['  rules: [{ name: a, approvals: 0 }]', 'policy.rules.0.approvals: must be at least 1'],
    ['  rules: [{ name: a }]', 'policy.rules.0: demands nothing'],
    ['  rules: [{ name: a, aprovals: 2 }]', 'policy.rules.0'],
    ['  quietHours: [{ name: a, from: "25:00", to: "06:00" }]', 'policy.quietHours.0.from: must be a time of the clock'],
    ['  quietHours: [{ name: a, from: "22:00", to: "06:00", timezone: Mars/Olympus }]', 'policy.quietHours.0.timezone: must be a time zone'],
    ['  freezes: [{ name: a, from: "2026-12-20", until: "2026-12-21T00:00:00Z" }]', 'policy.freezes.0.from: must be a moment'],
    ['  freezes: [{ name: a, from: "2026-12-20T00:00:00Z", until: "2026-12-19T00:00:00Z" }]', 'policy.freezes.0.until: must be later than from'],
    ['  blastRadius: [{ approvals: 2 }]', 'policy.blastRadius.0: counts nothing'],
    ['  emergency: { group: nobody }', 'policy.emergency.group: there is no group nobody'],
    ['  stepUpFrom: sometimes', 'policy.stepUpFrom'],
  ])('is refused by file, line and field: %s', async (policy, why) => {
    await expect(read(`${policy}\n`)).rejects.toMatchObject({ text: { en: expect.stringMatching(/policy\.yaml:\d+ policy/) as unknown } });
    await expect(read(`${policy}\n`)).rejects.toMatchObject({ text: { en: expect.stringContaining(why) as unknown } });
  });
});

describe('a person with several ids', () => {
  const people = [{ id: 'slack:T1/U1', name: 'Ana', also: ['terminal:ana'] }];

  it('is one, and an approver by any of them', () => {
    const roster = rosterOf({ approvers: ['U1'], people }, { approvers: [], people: [] });
    expect(roster.identity('terminal:ana' as PersonId)).toBe('slack:T1/U1');
    expect(roster.identity('terminal:bo' as PersonId)).toBe('terminal:bo');
    expect(roster.isApprover('terminal:ana' as PersonId)).toBe(true);
  });

  it('does not share one of them', async () => {
    const file = join(folder, 'people.yaml');
    await writeFile(file, 'people:\n  - { id: slack:T1/U1, name: Ana, also: [terminal:root] }\n  - { id: terminal:root, name: Bo }\n');
    await expect(readConfig({ K8SDOC_CONFIG: file })).rejects.toMatchObject({
      text: { en: expect.stringContaining('people: terminal:root is there twice') as unknown },
    });
  });
});
