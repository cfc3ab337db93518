/** A real PostgreSQL for tests: the embedded one in a folder of its own, or the one that K8SDOC_TEST_DATABASE_URL names. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Admission } from '#store/admission.ts';
import { standard } from '#redaction/redact.ts';
import { type Database, openDatabase } from '#store/database.ts';
import { createStores, type Stores } from '#store/stores.ts';

export type TestStore = {
  readonly database: Database;
  readonly stores: Stores;
  readonly folder: string;
  readonly problems: readonly unknown[];
  stop(): Promise<void>;
};

let counter = 0;

/** @param admission how many changes a cluster admits at once; as many as there are where it is left out. */
export async function startStore(admission?: Admission): Promise<TestStore> {
  const folder = await mkdtemp(join(tmpdir(), 'k8sdoc-store-'));
  const problems: unknown[] = [];
  const log = (problem: unknown): void => void problems.push(problem);
  const database = await openDatabase({ url: process.env['K8SDOC_TEST_DATABASE_URL'], dataDir: folder, log });
  const stores = createStores(database, {
    newId: () => `id${(counter += 1)}`,
    dataDir: folder,
    redactor: standard,
    log,
    ...(admission === undefined ? {} : { admission }),
  });
  return {
    database,
    stores,
    folder,
    problems,
    stop: async () => {
      await stores.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
