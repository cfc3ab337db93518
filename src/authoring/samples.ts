/** The tests beside an entry, read from its folder. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import type { EntryId } from '#knowledge/ids.ts';
import { type Origin, readSource } from '#knowledge/load.ts';
import { EntryTestSchema } from '#knowledge/schema.ts';
import type { Problem } from '#knowledge/sources.ts';

export type EntryTests = z.output<typeof EntryTestSchema>;
export type TestsRead = { readonly ok: true; readonly tests: EntryTests } | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads `<entry>.test.yaml`; that it is missing is a problem of the entry's own file. */
export async function readTests(id: EntryId, origin: Origin): Promise<TestsRead> {
  const file = origin.file.replace(/\.yaml$/, '.test.yaml');
  try {
    await access(join(origin.folder, file));
  } catch {
    return { ok: false, problems: [{ file: origin.file, line: 1, column: 1, field: '', message: `${id} has no tests beside it: write ${file}` }] };
  }
  const source = await readSource(origin.folder, file, EntryTestSchema);
  return 'value' in source ? { ok: true, tests: source.value } : { ok: false, problems: source };
}

/** Reads the tests of all entries. */
export async function readAllTests(
  origins: ReadonlyMap<EntryId, Origin>,
): Promise<{ readonly tests: ReadonlyMap<EntryId, EntryTests>; readonly problems: readonly Problem[] }> {
  const read = await Promise.all([...origins].map(async ([id, origin]) => [id, await readTests(id, origin)] as const));
  return {
    tests: new Map(read.flatMap(([id, one]) => (one.ok ? [[id, one.tests] as const] : []))),
    problems: read.flatMap(([, one]) => (one.ok ? [] : one.problems)),
  };
}
