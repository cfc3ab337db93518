/** What shippers, chats and terminals do to a message on its way keeps its diagnosis: every sample of every entry, changed in every way. */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readAllTests } from '#authoring/samples.ts';
import { createEngine } from '#diagnosis/engine.ts';
import { loadKnowledge } from '#knowledge/load.ts';

const loaded = await loadKnowledge(fileURLToPath(new URL('../../knowledge', import.meta.url)));
if (!loaded.ok) throw new Error('the knowledge does not load');
const engine = createEngine(loaded.knowledge);
const { tests } = await readAllTests(loaded.origins);
const samples = [...tests].flatMap(([entry, { match }]) => match.map(({ text }) => ({ entry, text })));

type Change = (text: string) => string;

const eachLine =
  (change: Change): Change =>
  (text) =>
    text
      .split('\n')
      .map((line) => (line === '' ? line : change(line)))
      .join('\n');

const cutAt = (width: number): Change => eachLine((line) => line.replaceAll(new RegExp(`(.{${width}})(?=.)`, 'gu'), '$1\n'));

const changes: Readonly<Record<string, Change>> = {
  journald: eachLine((line) => `Nov 21 10:22:01 node-7 app[4242]: ${line}`),
  'the container runtime interface': eachLine((line) => `2026-11-21T10:22:01.551234567Z stderr F ${line}`),
  docker: eachLine((line) => JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: '2026-11-21T10:22:01Z' })),
  'kubectl logs --prefix': eachLine((line) => `[pod/web-0/web] ${line}`),
  'a time and a level': eachLine((line) => `2026-11-21 10:22:01,551 ERROR ${line}`),
  'a quotation': eachLine((line) => `> ${line}`),
  'a code fence': (text) => `\`\`\`\n${text}\n\`\`\``,
  "Slack's escapes": (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  "Slack's links": (text) => text.replaceAll(/\bhttps?:\/\/[^\s"'\\<>|]+/g, (url) => `<${url}|${url}>`),
  'smart quotes': (text) => text.replaceAll(/"([^"\n]*)"/g, '“$1”').replaceAll("'", '’'),
  'line ends of Windows': (text) => text.replaceAll('\n', '\r\n'),
  colours: eachLine((line) => `\u001B[31m${line}\u001B[0m`),
  'hard spaces': (text) => text.replaceAll('  ', '\u00A0 '),
  'a JSON field': (text) => JSON.stringify({ level: 'error', msg: text.replaceAll('\n', ' ') }),
  'a window of 80 columns': cutAt(80),
  'a window of 120 columns': cutAt(120),
  'an indentation': eachLine((line) => `    ${line}`),
  'talk around it': (text) => `hey, does anybody know what this is?\n${text}\nthanks!`,
};

it('keeps the right entry first in 99 of 100 changed samples', async () => {
  const lost: string[] = [];
  for (const [name, change] of Object.entries(changes)) {
    for (const { entry, text } of samples) {
      const [first] = (await engine.diagnose(change(text))).matches;
      if (first?.entry !== entry) lost.push(`${name}: ${entry} became ${first?.entry ?? 'nothing'}`);
    }
  }
  const all = samples.length * Object.keys(changes).length;
  expect(all).toBeGreaterThan(10_000);
  expect(1 - lost.length / all, lost.join('\n')).toBeGreaterThanOrEqual(0.99);
}, 120_000);
