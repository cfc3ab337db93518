/** The entries as they are on disk now, for the verbs that examine them. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { patternProblems } from '#authoring/lint.ts';
import type { EntryId } from '#knowledge/ids.ts';
import { type Loaded, loadKnowledge } from '#knowledge/load.ts';
import { describeProblem, type Problem } from '#knowledge/sources.ts';
import { authoring } from '#language/authoring.ts';
import { notice } from '../desk/replies.ts';
import type { Reply } from '../reply.ts';

export type Prepared = { readonly ok: true; readonly loaded: Extract<Loaded, { ok: true }> } | { readonly ok: false; readonly reply: Reply };

/** Reads the folders anew: what is there, or the reply that says why it cannot be looked at. */
export async function prepare([shipped = '.', ...also]: readonly string[], named: readonly string[] = []): Promise<Prepared> {
  const loaded = await loadKnowledge(shipped, { also });
  if (!loaded.ok) return { ok: false, reply: problemsReply(loaded.problems) };
  const unusable = await patternProblems(loaded.origins);
  if (unusable.length > 0) return { ok: false, reply: problemsReply(unusable) };
  const unknown = named.find((id) => !loaded.knowledge.entries.has(id as EntryId));
  if (unknown !== undefined) return { ok: false, reply: notice('warning', authoring.noSuchEntry(unknown), 2) };
  return { ok: true, loaded };
}

/** `_healthy/` of every folder: what components print when all is well, and what people say. */
export async function readHealthy(folders: readonly string[]): Promise<ReadonlyMap<string, string>> {
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

/** Problems by file and line. */
export function problemsReply(problems: readonly Problem[]): Reply {
  const title = authoring.problems(problems.length);
  const code = problems.map((problem) => describeProblem(problem)).join('\n');
  const data = problems.map(({ file, line, column, field, message }) => ({ file, line, column, field, message }));
  return { summary: title, blocks: [{ kind: 'code', title, code, language: 'text' }], audience: 'person', data, exit: 1 };
}
