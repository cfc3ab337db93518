/** `kb lint` and `kb test`: the entries as they are on disk now, held to the rules and to the tests beside them. */
import { examine, type Outcome } from '#authoring/examine.ts';
import { lint } from '#authoring/lint.ts';
import { readAllTests } from '#authoring/samples.ts';
import { createEngine } from '#diagnosis/engine.ts';
import type { Json } from '#knowledge/json.ts';
import { authoring } from '#language/authoring.ts';
import { notice } from '../desk/replies.ts';
import type { Reply } from '../reply.ts';
import { prepare, problemsReply, readHealthy } from './on-disk.ts';

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
