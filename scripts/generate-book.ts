/** Writes the book of the knowledge base: `npm run docs`. A test says that it is current. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bookOf } from '#authoring/book.ts';
import { loadKnowledge } from '#knowledge/load.ts';
import { describeProblem } from '#knowledge/sources.ts';

const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

const loaded = await loadKnowledge(at('knowledge'));
if (!loaded.ok) throw new Error(loaded.problems.map((problem) => describeProblem(problem)).join('\n'));
const folder = at('docs/catalog');
await rm(folder, { recursive: true, force: true });
for (const [path, text] of bookOf(loaded.knowledge)) {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}
