import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { languages, say } from '#language/text.ts';
import { runKb } from '../kb.ts';
import { standard } from '#redaction/redact.ts';
import type { Reply } from '../reply.ts';

const words = '{ en: The bridge has another address, zh: 网桥地址不同 }';
const entry = `id: cni/bridge
kind: fault
status: tested
title: ${words}
summary: ${words}
impact: ${words}
severity: high
signatures: [{ id: differs, pattern: already has an IP address different from, strength: conclusive }]
`;
const said = '"cni0" already has an IP address different from 10.244.2.1/24';
const tests = `match: [{ name: said, source: { how: written }, text: '${said}' }]
no-match: [{ name: another, source: { how: written }, text: the bridge is fine }]
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'k8sdoc-calibration-'));
  for (const room of ['knowledge/cni', 'pastes/deep', 'empty']) await mkdir(join(folder, room), { recursive: true });
  await writeFile(join(folder, 'knowledge/cni/bridge.yaml'), entry);
  await writeFile(join(folder, 'knowledge/cni/bridge.test.yaml'), tests);
  await writeFile(join(folder, 'pastes/one.txt'), `== cni/bridge\nit says ${said}\n== none: chat\nhello\n`);
  await writeFile(join(folder, 'pastes/deep/two.txt'), `== none\nsomebody quoted ${said}\n`);
  await writeFile(join(folder, 'wrong.txt'), '== cni/brigde\nx\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (path?: string): Promise<Reply> =>
  runKb(
    {
      knowledge: () => ({ entries: new Map(), probes: new Map(), guards: new Map(), actions: new Map(), digest: '', digests: new Map() }),
      library: { folders: [join(folder, 'knowledge')], origins: () => new Map() },
      origin: { face: 'terminal' },
      redactor: standard,
    },
    { what: 'test', rest: ['--calibration', ...(path === undefined ? [] : [join(folder, path)])].join(' ') },
  );

const counted = z.object({ texts: z.number(), sure: z.object({ given: z.number(), right: z.number() }) });

describe('kb test --calibration', () => {
  it("counts the entries' own texts, changed in every way", async () => {
    const { data, exit, blocks } = await run();
    const { entries } = z.object({ entries: counted }).parse(data);
    expect(entries.texts).toBeGreaterThan(40);
    expect(entries.sure.given).toBe(entries.texts - 1);
    expect(exit).toBe(0);
    for (const language of languages) {
      const shown = blocks.map((block) => (block.kind === 'text' ? say(block.text, language) : '')).join('\n');
      expect(shown).toMatch(language === 'en' ? /Of the answers at 0\.9 or more, \d+ of \d+ were right/ : /\d+ 个回答中，\d+ 个正确/);
    }
  });

  it("counts a person's own texts apart, names the sure and wrong one by file and line, and fails by it", async () => {
    const { data, exit, blocks } = await run('pastes');
    const { pastes } = z.object({ pastes: counted }).parse(data);
    expect(pastes).toMatchObject({ texts: 3, sure: { given: 2, right: 1 } });
    expect(JSON.stringify(blocks.filter((block) => block.kind === 'list').at(-1))).toContain('two.txt:1');
    expect(exit).toBe(1);
  });

  it.each([
    ['nowhere.txt', 2, /cannot be read/],
    ['empty', 2, /no \*\.txt file/],
    ['wrong.txt', 1, /wrong\.txt:1.*there is no entry cni\/brigde/],
  ])('says what is wrong with %s and what to do', async (path, exit, message) => {
    const reply = await run(path);
    expect(reply.exit).toBe(exit);
    expect(JSON.stringify(reply.blocks)).toMatch(message);
  });
});
