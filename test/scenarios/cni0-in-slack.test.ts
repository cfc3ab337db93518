/**
 * The whole path on real parts: the error of the real CNI plugin on a node with a real sshd and a real bridge, pasted in a Slack-compatible
 * server, checked, planned, refused, approved, run once, verified, recorded.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type App, startApp } from '../../src/app.ts';
import { readConfig } from '#config/config.ts';
import { nodeMissing, type NamespaceNode, startNamespaceNode } from '../lab/namespace-node.ts';
import { buttonsOf, freePort, type LocalMessage, type LocalSlack, noLocalSlack, shownIn, startLocalSlack, until } from '../local-slack.ts';

const missing = nodeMissing() ?? (await noLocalSlack());

describe.skipIf(missing !== undefined).each(['socket', 'http'] as const)(
  `the cni0 conflict, in Slack by %s${missing === undefined ? '' : ` (${missing})`}`,
  (mode) => {
    let folder: string;
    let node: NamespaceNode;
    let slack: LocalSlack;
    let app: App | undefined;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'k8sdoc-whole-'));
      node = await startNamespaceNode(mode === 'socket' ? 1 : 2);
      node.breakCni0();
      const port = await freePort();
      slack = await startLocalSlack({ mode, ...(mode === 'http' ? { eventsPort: port } : {}) });
      const file = join(folder, 'k8sdoc.yaml');
      await writeFile(
        file,
        JSON.stringify({
          nodes: [
            { name: 'worker-1', host: node.host, port: node.port, user: node.user, privateKey: node.privateKey, knownHosts: node.knownHosts, role: 'worker' },
          ],
          approvers: ['U02BEN', 'U01ANA'],
        }),
      );
      const config = await readConfig({
        K8SDOC_CONFIG: file,
        K8SDOC_DATA_DIR: join(folder, 'data'),
        SLACK_BOT_TOKEN: slack.botToken,
        SLACK_API_URL: slack.apiUrl,
        PORT: String(port),
        LOG_LEVEL: 'silent',
        ...(mode === 'socket' ? { SLACK_APP_TOKEN: slack.appToken } : { SLACK_SIGNING_SECRET: slack.signingSecret }),
      });
      app = await startApp(config, { faces: true, workers: true });
    });
    afterAll(async () => {
      await app?.close();
      await slack.stop();
      await node.stop();
      await rm(folder, { recursive: true, force: true });
    });
    afterEach(() => expect(app).toBeDefined());

    const card = (what: string, fits: (message: LocalMessage) => boolean): Promise<LocalMessage> =>
      until(async () => (await slack.messages('C01GEN')).find((message) => message.user === slack.botUser && fits(message)), what, 30_000);
    const has = (action: string) => (message: LocalMessage) => buttonsOf(message).some((button) => button.action_id === action);

    it('goes from the paste to a verified fix, approved by somebody else, run once and recorded', async () => {
      const pod = await node.addPod();
      if (pod.ok) throw new Error('the plugin should have refused');
      expect(pod.error).toContain('"cni0" already has an IP address different from 10.244.2.1/24');

      await slack.post(
        'C01GEN',
        'U01ANA',
        `Warning  FailedCreatePodSandBox  kubelet  Failed to create pod sandbox: plugin type="bridge" failed (add): ${pod.error}`,
      );
      await slack.press(await card('the diagnosis', has('check:run')), 'U01ANA', 'check:run');
      const checked = await card('the findings', has('fix:plan:recreate-bridge'));
      expect(shownIn(checked)).toContain('cni0 has 10.244.9.1/24, the plugin expects 10.244.2.1/24.');

      await slack.press(checked, 'U01ANA', 'fix:plan:recreate-bridge');
      const planned = await card('the plan', has('plan:approve'));
      expect(shownIn(planned)).toContain('sudo -n -- ip link delete cni0');

      await slack.press(planned, 'U01ANA', 'plan:approve');
      await until(
        async () => ((await app?.stores.audit.read({ limit: 1000 }))?.some((row) => row.what === 'review.refused') === true ? true : undefined),
        'the refusal of the own plan',
      );
      expect(node.inside(['ip', 'link', 'show', 'cni0']).exit).toBe(0);

      await slack.press(planned, 'U02BEN', 'plan:approve');
      const done = await card('the verified fix', (message) => shownIn(message).includes('Verified: the check that found the fault no longer finds it.'));
      expect(buttonsOf(done).map((button) => button.action_id)).not.toContain('plan:approve');
      expect(node.inside(['ip', 'link', 'show', 'cni0']).exit).not.toBe(0);
      expect(await node.addPod()).toEqual({ ok: true });

      const rows = (await app?.stores.audit.read({ limit: 1000 })) ?? [];
      const steps = rows.filter((row) => row.what === 'step.started');
      expect(steps).toHaveLength(1);
      expect(rows.map((row) => row.what)).toEqual(
        expect.arrayContaining(['incident.opened', 'checks.ordered', 'plan.drafted', 'plan.approved', 'plan.claimed', 'step.ended', 'plan.fixed']),
      );
      expect(await app?.stores.audit.verify()).toMatchObject({ intact: true });

      // The old button once more, by the same person and by the other.
      await slack.press(planned, 'U02BEN', 'plan:approve');
      await slack.press(planned, 'U01ANA', 'plan:approve');
      await until(
        async () => (((await app?.stores.audit.read({ limit: 1000 })) ?? []).filter((row) => row.what === 'review.refused').length >= 3 ? true : undefined),
        'both refusals',
      );
      expect(((await app?.stores.audit.read({ limit: 1000 })) ?? []).filter((row) => row.what === 'step.started')).toHaveLength(1);
    });
  },
);
