/** Who may say yes where there is no Slack: whoever sits at the browser can be either of its people. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readConfig } from '#config/config.ts';
import type { PersonId } from '#knowledge/ids.ts';
import { startApp } from '../../src/app.ts';

const node = '{ name: worker-1, host: 127.0.0.1, port: 1, user: nobody, privateKey: key, knownHosts: none, role: worker }';
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'k8sdoc-approves-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Whether the browser's people are approvers with this configuration. */
async function approve(content: string): Promise<readonly boolean[]> {
  const file = join(folder, 'k8sdoc.yaml');
  await writeFile(file, content);
  const config = await readConfig({ K8SDOC_CONFIG: file, K8SDOC_DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'silent' });
  const app = await startApp(config, { faces: false, workers: false });
  try {
    return ['browser:ana', 'browser:bo'].map((person) => app.services.approvers.isApprover(person as PersonId));
  } finally {
    await app.close();
  }
}

it('is both in the sandbox, nobody on real targets, and whom the configuration names', async () => {
  expect(await approve('{}')).toEqual([true, true]);
  expect(await approve(`nodes: [${node}]`)).toEqual([false, false]);
  expect(await approve(`approvers: [browser:bo]\nnodes: [${node}]`)).toEqual([false, true]);
});
