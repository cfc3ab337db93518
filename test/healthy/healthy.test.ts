/** Texts that are no fault: healthy logs of real components, chat, code, applications' own errors. On none of them may the bot speak. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createEngine } from '#diagnosis/engine.ts';
import { loadKnowledge } from '#knowledge/load.ts';

const loaded = await loadKnowledge(fileURLToPath(new URL('../../knowledge', import.meta.url)));
if (!loaded.ok) throw new Error('the knowledge does not load');
const engine = createEngine(loaded.knowledge);
const folder = fileURLToPath(new URL('../../knowledge/_healthy', import.meta.url));
const files = readdirSync(folder);

describe.each(files)('%s', (file) => {
  const text = readFileSync(join(folder, file), 'utf8');

  it('as a whole leaves the bot silent', async () => {
    expect((await engine.diagnose(text)).speaks).toBe(false);
  });

  it('line by line leaves the bot silent', async () => {
    for (const line of text.split('\n')) expect((await engine.diagnose(line)).speaks, line).toBe(false);
  });
});
