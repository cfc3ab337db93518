/** `kb lint` and `kb test`: the entries as they are on disk now, held to the rules and to the tests beside them. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { examine, type Outcome } from '#authoring/examine.ts';
import { lint, patternProblems } from '#authoring/lint.ts';
import { readAllTests } from '#authoring/samples.ts';
import { createEngine } from '#diagnosis/engine.ts';
import type { EntryId } from '#knowledge/ids.ts';
import type { Json } from '#knowledge/json.ts';
import { type Loaded, loadKnowledge } from '#knowledge/load.ts';
import { describeProblem, type Problem } from '#knowledge/sources.ts';
import { authoring } from '#language/authoring.ts';
import { notice } from '../desk/replies.ts';
import type { Reply } from '../reply.ts';

type Prepared = { readonly ok: true; readonly loaded: Extract<Loaded, { ok: true }> } | { readonly ok: false; readonly reply: Reply };

/** Reads the folders anew: what is there, or the reply that says why it cannot be looked at. */
async function prepare([shipped = '.', ...also]: readonly string[], named: readonly string[]): Promise<Prepared> {
  const loaded = await loadKnowledge(shipped, { also });
  if (!loaded.ok) return { ok: false, reply: problemsReply(loaded.problems) };
  const unusable = await patternProblems(loaded.origins);
  if (unusable.length > 0) return { ok: false, reply: problemsReply(unusable) };
  const unknown = named.find((id) => !loaded.knowledge.entries.has(id as EntryId));
  if (unknown !== undefined) return { ok: false, reply: notice('warning', authoring.noSuchEntry(unknown), 2) };
  return { ok: true, loaded };
}

/** Looks at the entries named, or at all. */
export async function lintReply(folders: readonly string[], named: readonly string[]): Promise<Reply> {
  const prepared = await prepare(folders, named);
  if (!prepared.ok) return prepared.reply;
  const { knowledge, origins } = prepared.loaded;
  const { tests, problems } = await readAllTests(origins);
  const healthy = await readHealthy(folders);
  const only = named.length === 0 ? {} : { only: new Set(named) };
  const found = [...problems, ...(await lint({ engine: createEngine(knowledge), origins, tests, healthy, ...only }))];
  return found.length > 0 ? problemsReply(found) : notice('good', authoring.clean(named.length === 0 ? knowledge.entries.size : named.length), 0);
}

/** Runs the tests beside the entries named, or beside all. */
export async function testReply(folders: readonly string[], named: readonly string[]): Promise<Reply> {
  const prepared = await prepare(folders, named);
  if (!prepared.ok) return prepared.reply;
  const { knowledge, origins } = prepared.loaded;
  const { tests, problems } = await readAllTests(origins);
  if (problems.length > 0) return problemsReply(problems);
  const examined = { knowledge, engine: createEngine(knowledge) };
  const outcomes: Outcome[] = [];
  const entries = [...knowledge.entries.values()].filter(({ id }) => named.length === 0 || named.includes(id));
  for (const entry of entries) {
    const own = tests.get(entry.id);
    if (own !== undefined) outcomes.push(...(await examine(examined, entry, own)));
  }
  const failed = outcomes.filter(({ ok }) => !ok);
  const data: Json = { tests: outcomes.length, failed: failed.map(({ ok: _ok, ...rest }) => rest) };
  if (failed.length === 0) return { ...notice('good', authoring.allHold(outcomes.length, entries.length), 0), data };
  const title = authoring.someFail(failed.length, outcomes.length);
  const items = failed.map(({ entry, what, name, seen }) => ({ text: { en: `${entry}, ${what}: ${name}`, zh: `${entry}，${what}：${name}` }, detail: seen }));
  return { summary: title, blocks: [{ kind: 'list', title, ordered: false, items }], audience: 'person', data, exit: 1 };
}

/** `_healthy/` of every folder: what components print when all is well, and what people say. */
async function readHealthy(folders: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const folder of folders) {
    const files = await readdir(join(folder, '_healthy')).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    for (const file of files) texts.set(file, await readFile(join(folder, '_healthy', file), 'utf8'));
  }
  return texts;
}

function problemsReply(problems: readonly Problem[]): Reply {
  const title = authoring.problems(problems.length);
  const code = problems.map((problem) => describeProblem(problem)).join('\n');
  const data = problems.map(({ file, line, column, field, message }) => ({ file, line, column, field, message }));
  return { summary: title, blocks: [{ kind: 'code', title, code, language: 'text' }], audience: 'person', data, exit: 1 };
}
