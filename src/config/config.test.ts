import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

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
