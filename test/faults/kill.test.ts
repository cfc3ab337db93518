/** Kill -9 between the approval and the end of a change: nothing runs twice, nothing is lost, and the state says what is known. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeMissing, type NamespaceNode, startNamespaceNode } from '../lab/namespace-node.ts';
import { until } from '../local-slack.ts';
import { type Card, hasButton, type Running, startProcess } from '../process.ts';

const missing = nodeMissing();
const fault = 'plugin type="bridge" failed (add): failed to set bridge addr: "cni0" already has an IP address different from 10.244.2.1/24';

describe.skipIf(missing !== undefined)(`a process killed in the middle of a change${missing === undefined ? '' : ` (${missing})`}`, () => {
  let folder: string;
  let node: NamespaceNode;
  let running: Running;
  let start: () => Promise<Running>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'k8sdoc-kill-'));
    node = await startNamespaceNode(3, 1);
    const file = join(folder, 'k8sdoc.yaml');
    await writeFile(
      file,
      JSON.stringify({
        nodes: [{ name: 'worker-1', host: node.host, port: 22, user: 'root', privateKey: node.privateKey, knownHosts: node.knownHosts, role: 'worker' }],
      }),
    );
    start = () => startProcess(join(folder, 'data'), { K8SDOC_CONFIG: file });
    running = await start();
  });
  afterAll(async () => {
    await running.stop();
    await node.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const waitFor = (incident: string, what: string, fits: (card: Card) => boolean): Promise<Card> =>
    until(
      async () => {
        const card = await running.card(incident);
        return fits(card) ? card : undefined;
      },
      what,
      40_000,
    );
  const stateOf = (card: Card): string =>
    card.blocks.flatMap((block) => (block.kind === 'heading' && block.text.en.startsWith('Plan: ') ? [block.tag?.text.en ?? ''] : []))[0] ?? '';
  const deletions = async (): Promise<number> => (await node.commands()).filter((line) => line.includes('link delete')).length;

  // Milliseconds after the approval: before the claim, around it, in the step, after it.
  it.each([0, 10, 40, 150, 600, 1300])('killed %i ms after the approval', async (delay) => {
    node.inside(['ip', 'link', 'delete', 'cni0']);
    node.breakCni0();
    const before = await deletions();
    const pasted = await running.paste('browser:ana', `kill-${delay}-${Date.now()}`, fault);
    const incident = pasted.reply?.card?.incident ?? '';
    await running.press('browser:ana', await running.card(incident), 'check:run');
    await running.press(
      'browser:ana',
      await waitFor(incident, 'the findings', (card) => hasButton(card, 'fix:plan:recreate-bridge')),
      'fix:plan:recreate-bridge',
    );
    await running.press('browser:bo', await running.card(incident), 'plan:approve');
    await sleep(delay);
    await running.kill();

    running = await start();
    const settled = await waitFor(incident, 'the plan to settle', (card) =>
      ['fixed', 'not fixed', 'outcome unknown', 'failed', 'refused, nothing was run'].includes(stateOf(card)),
    );
    expect((await deletions()) - before).toBeLessThanOrEqual(1);
    const gone = node.inside(['ip', 'link', 'show', 'cni0']).exit !== 0;
    if (stateOf(settled) === 'fixed') expect(gone).toBe(true);
    if (stateOf(settled) === 'refused, nothing was run') expect(await deletions()).toBe(before);
    if (stateOf(settled) === 'outcome unknown') {
      // It says so, it holds the target, and looking at it runs nothing again.
      await sleep(1500);
      await running.press('browser:bo', settled, 'plan:inspect');
      const inspected = await waitFor(incident, 'the inspection', (card) => ['fixed', 'not fixed'].includes(stateOf(card)));
      expect(stateOf(inspected)).toBe(node.inside(['ip', 'link', 'show', 'cni0']).exit === 0 ? 'not fixed' : 'fixed');
    }
    expect((await deletions()) - before).toBeLessThanOrEqual(1);
  });
});
