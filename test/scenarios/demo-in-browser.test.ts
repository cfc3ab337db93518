/** The newcomer's minute: the program as it starts with nothing configured, in Chromium, from the paste to the verified fix by two people. */
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { become, chromiumMissing, openChannel, picture, startChromium } from '../browser.ts';
import { type Running, startProcess } from '../process.ts';

const missing = chromiumMissing();
const root = fileURLToPath(new URL('../../', import.meta.url));

describe.skipIf(missing !== undefined)(`the sandbox in a browser${missing === undefined ? '' : ` (${missing})`}`, () => {
  let folder: string;
  let browser: Browser;
  let running: Running;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'k8sdoc-demo-'));
    [browser, running] = await Promise.all([startChromium(), startProcess(join(folder, 'data'))]);
  });
  afterAll(async () => {
    await browser.close();
    await running.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('plays the cni0 fix: paste, checks, plan, own approval refused, approved by the other, run, verified', async () => {
    const { page, complaints } = await openChannel(browser, running.url);
    await page
      .getByRole('button', { name: /Pods get no network/u })
      .first()
      .click();
    await page.getByRole('button', { name: 'Diagnose' }).click();
    const card = page.getByRole('article').first();
    await card.getByRole('heading', { name: /cni0 holds an address of another pod range/u }).waitFor();
    expect(await card.locator('mark').first().textContent()).toContain('"cni0" already has an IP address different from 10.244.2.1/24');
    await card.getByRole('button', { name: 'Run checks' }).click();
    await card.getByText('cni0 has 10.244.9.1/24, the plugin expects 10.244.2.1/24.').waitFor();
    await card.getByRole('button', { name: /Show the plan/u }).click();
    await card.getByText('sudo -n -- ip link delete cni0').waitFor();
    await picture(page, 'demo-plan');
    await card.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('You asked for this change, so somebody else must approve it.').first().waitFor();
    await become(page, 'Bo');
    await card.getByRole('button', { name: 'Approve' }).click();
    await card.getByText('Verified: the check that found the fault no longer finds it.').waitFor();
    expect(await card.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    await picture(page, 'demo-fixed');
    expect(complaints).toEqual([]);
  });

  it('plays the stuck namespace: the finalizer is found, and taken off after a preview of the diff', async () => {
    const { page, complaints } = await openChannel(browser, running.url);
    await page.locator('.sample-menu summary').click();
    await page
      .locator('.sample-menu')
      .getByRole('button', { name: /A namespace does not go away/u })
      .first()
      .click();
    await page.getByRole('button', { name: 'Diagnose' }).click();
    const card = page
      .getByRole('article')
      .filter({ has: page.getByRole('heading', { name: /stuck in Terminating/u }) })
      .first();
    await card.getByRole('button', { name: 'Run checks' }).click();
    await card.getByText('Held by: configmaps/held (example.com/cleanup).').waitFor();
    await card.getByRole('button', { name: /Show the plan: Take the finalizer off/u }).click();
    await card
      .getByText(/PATCH .api.v1.namespaces.demo-stuck.configmaps.held/u)
      .first()
      .waitFor();
    await become(page, 'Bo');
    await card.getByRole('button', { name: 'Approve' }).click();
    await card.getByText('demo-stuck is gone.').waitFor();
    expect(complaints).toEqual([]);
  });

  if (process.env['K8SDOC_UPDATE_PICTURE'] === '1')
    it('gives the README its picture', async () => {
      await mkdir(join(root, 'docs/images'), { recursive: true });
      await copyFile(join(root, 'test-results/demo-plan.png'), join(root, 'docs/images/plan.png'));
    });
});
