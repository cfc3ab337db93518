/** The page of the browser channel in Chromium, with a desk that plays a story (test/channel.ts). */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Reply } from '#commands/reply.ts';
import { become, chromiumMissing, openChannel, overhang, paste, phone, picture, startChromium } from '../browser.ts';
import { type Channel, sample, startChannel } from '../channel.ts';
import { replies } from '../replies.ts';

const missing = chromiumMissing();

describe.skipIf(missing !== undefined)(`the page of the browser channel${missing === undefined ? '' : ` (${missing})`}`, () => {
  let browser: Browser;
  const channels: Channel[] = [];
  const channel = async (...given: Parameters<typeof startChannel>): Promise<Channel> => {
    const started = await startChannel(...given);
    channels.push(started);
    return started;
  };

  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser.close();
    for (const one of channels) await one.stop();
  });

  it('welcomes a newcomer with samples, and turns one into a card with its proof', async () => {
    const { url } = await channel();
    const { page, complaints } = await openChannel(browser, url);
    await page.getByRole('heading', { name: 'Paste an error. Read what it is, and why.' }).waitFor();
    await picture(page, 'browser-welcome');
    await page
      .getByRole('button', { name: /A pod that gets no network/u })
      .first()
      .click();
    await page.getByRole('button', { name: 'Diagnose' }).click();
    const card = page.getByRole('article');
    await card.getByRole('heading', { level: 2, name: /cni0 has another address/u }).waitFor();
    expect(await card.locator('mark').textContent()).toBe('"cni0" already has an IP address different from 10.244.1.1/24');
    expect(await card.locator('.evidence .line').textContent()).toBe('4');
    expect(await page.locator('#announcer').textContent()).toContain('cni0 has another address');
    expect(await page.getByText('Simulated targets: nothing real is touched.').isVisible()).toBe(true);
    await picture(page, 'browser-diagnosis');
    expect(complaints).toEqual([]);
  });

  it('asks for what a check needs in the card, says why an answer is no good, and fills findings in as they come', async () => {
    const { url, advance } = await channel();
    const { page, complaints } = await openChannel(browser, url);
    await paste(page, sample);
    await page.getByRole('button', { name: 'Run checks' }).click();
    const node = page.getByRole('textbox', { name: 'Node' });
    await node.waitFor();
    expect(await node.evaluate((element: { matches(selector: string): boolean }) => element.matches(':focus'))).toBe(true);
    await node.fill('worker-9');
    await node.press('Enter');
    await page.getByText('worker-9 is not configured').waitFor();
    expect(await node.getAttribute('aria-invalid')).toBe('true');
    await picture(page, 'browser-form');
    await node.fill('worker-1');
    await node.press('Enter');
    await page.getByText('Checking…').first().waitFor();
    expect(await page.locator('.finding[data-verdict="pending"]').count()).toBe(2);

    const proof = page.locator('.evidence li').first();
    await proof.evaluate((element: { setAttribute(name: string, value: string): void }) => element.setAttribute('data-before', 'yes'));
    advance('checked');
    await page.locator('.finding[data-verdict="confirmed"]').waitFor();
    expect(await page.locator('.finding[data-verdict="pending"]').count()).toBe(0);
    expect(await proof.getAttribute('data-before'), 'blocks that did not change stay the same elements').toBe('yes');
    await page.getByText('What was asked').first().click();
    await picture(page, 'browser-checked');
    expect(complaints).toEqual([]);
  });

  it('shows the requester why they cannot approve, lets the other person approve, and leaves no live button behind', async () => {
    const { url, advance } = await channel();
    const { page, complaints } = await openChannel(browser, url);
    await paste(page, sample);
    await page.getByRole('button', { name: 'Plan the fix' }).click();
    await page.getByRole('button', { name: 'Approve' }).waitFor();
    await page.getByText('Recreate the bridge on worker-1').scrollIntoViewIfNeeded();
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Only you see this').waitFor();
    expect(await page.locator('.note').textContent()).toContain('somebody else must approve it');
    await picture(page, 'browser-plan');
    await become(page, 'Ben');
    await page.locator('.note').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.locator('.step[data-outcome="running"]').waitFor();
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    expect(await page.evaluate('document.activeElement.tagName'), 'focus went to the card when its button left').toBe('ARTICLE');
    advance('fixed');
    await page.getByText('fixed', { exact: true }).waitFor();
    await picture(page, 'browser-fixed');
    expect(complaints).toEqual([]);
  });

  it('takes one click once, however often the button is struck while the answer is under way', async () => {
    const { url, asked } = await channel();
    const { page } = await openChannel(browser, url);
    await paste(page, sample);
    await page.getByRole('button', { name: 'Plan the fix' }).evaluate((button: { click(): void }) => {
      for (let n = 0; n < 5; n += 1) button.click();
    });
    await page.getByRole('button', { name: 'Approve' }).waitFor();
    expect(asked.filter(({ what }) => what === 'press')).toHaveLength(1);
  });

  it('brings what one person does to the page of the other', async () => {
    const { url, advance } = await channel();
    const { page: first } = await openChannel(browser, url);
    const { page: second } = await openChannel(browser, url);
    await become(second, 'Ben');
    await paste(first, sample);
    await second.getByText('Pasted by Ana').waitFor();
    advance('checked');
    await second.locator('.finding[data-verdict="confirmed"]').waitFor();
  });

  it('speaks Chinese to a Chinese browser, and changes the language of everything on the page at once', async () => {
    const { url } = await channel();
    const { page, complaints } = await openChannel(browser, url, { locale: 'zh-CN' });
    expect(await page.getByRole('group', { name: '你是' }).isVisible()).toBe(true);
    await paste(page, sample);
    await page.getByRole('button', { name: '制定修复计划' }).click();
    await page.getByRole('heading', { name: /重建网桥/u }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await picture(page, 'browser-chinese');
    await page.getByRole('button', { name: 'Switch to English' }).click();
    await page.getByRole('heading', { name: /Recreate the bridge/u }).waitFor();
    expect(await page.locator('body').innerText()).not.toMatch(/网桥|诊断|粘贴/u);
    expect(complaints).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('fits a phone without scrolling sideways (%s)', async (colorScheme) => {
    const { url } = await channel();
    const { page, complaints } = await openChannel(browser, url, { viewport: phone, colorScheme, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });
    expect(await overhang(page)).toBe(0);
    await picture(page, `browser-phone-welcome-${colorScheme}`);
    await paste(page, `${'x'.repeat(3000)}\n${sample}`);
    await page.getByRole('button', { name: 'Plan the fix' }).click();
    await page.getByRole('button', { name: 'Approve' }).waitFor();
    expect(await overhang(page)).toBe(0);
    await page.getByText('Recreate the bridge on worker-1').scrollIntoViewIfNeeded();
    await picture(page, `browser-phone-plan-${colorScheme}`);
    await page.evaluate('window.scrollTo(0, 0)');
    await picture(page, `browser-phone-${colorScheme}`);
    expect(complaints).toEqual([]);
  });

  it('shows markup and hidden characters of a paste literally', async () => {
    const { url } = await channel();
    const { page, complaints } = await openChannel(browser, url);
    const attack = [
      '"cni0" <img src=x onerror="window.hit=1"><script>window.hit=2</script>',
      '"cni0" <svg/onload=window.hit=3> javascript:window.hit=4 &lt;b&gt; {{7*7}}',
      '"cni0" ip link delete \u202Exyz\u202C\u200B0 \u001B[31mred\u0000',
    ].join('\n');
    await paste(page, attack);
    await page.locator('.evidence li').nth(2).waitFor();
    expect(await page.evaluate('window.hit')).toBeUndefined();
    expect(await page.locator('main :is(img, script, svg)').count()).toBe(0);
    const shown = await page.locator('.evidence').innerText();
    expect(shown).toContain('<img src=x onerror="window.hit=1"><script>window.hit=2</script>');
    expect(shown).toContain('&lt;b&gt; {{7*7}}');
    for (const name of ['U+202E', 'U+202C', 'U+200B', 'U+001B', 'U+0000']) expect(shown).toContain(name);
    expect(shown).not.toMatch(/[\u202a-\u202e\u200b]/u);
    await picture(page, 'browser-literal');
    // Trusted types refuse what would make markup of a string even if some later change tried.
    expect(complaints).toEqual([]);
    await expect(page.evaluate('document.body.innerHTML = "<b>x</b>"')).rejects.toThrow(/TrustedHTML/u);
  });

  it('shows every kind of block, and makes a link only of a web address', async () => {
    const { card: _, ...diagnosis } = replies.diagnosis;
    const loose: Reply = { ...diagnosis, blocks: [...diagnosis.blocks, ...replies.planned.blocks] };
    const { url } = await channel({}, { line: () => Promise.resolve(loose), diagnose: () => Promise.resolve(replies.bare) });
    const { page, complaints } = await openChannel(browser, url, { viewport: { width: 1180, height: 2600 } });
    await paste(page, '/show');
    await page.getByRole('heading', { name: /Recreate the bridge/u }).waitFor();
    expect(await page.getByRole('link', { name: 'bridge.go, v1.7.1' }).getAttribute('rel')).toContain('noopener');
    expect(await page.getByRole('link', { name: 'not a web address' }).count()).toBe(0);
    expect(await page.locator('.step').count()).toBe(4);
    expect(await page.locator('.finding').count()).toBe(5);
    expect(await page.locator('.row[data-change="added"]').count()).toBe(2);
    await picture(page, 'browser-every-block');
    await paste(page, 'nothing in particular');
    await page.getByText('Nothing to do.').last().waitFor();
    expect(complaints).toEqual([]);
  });

  it('takes 50 MB as a file and as a paste, and says before sending when something is too large', async () => {
    const { url, asked } = await channel();
    const folder = await mkdtemp(join(tmpdir(), 'k8sdoc-page-'));
    try {
      const line = `${sample.split('\n').at(-1)}\n`;
      await writeFile(join(folder, 'kubelet.log'), line.repeat(Math.ceil(50_000_000 / line.length)));
      const { page, complaints } = await openChannel(browser, url);
      await page.locator('#file').setInputFiles(join(folder, 'kubelet.log'));
      await page.getByText(/kubelet\.log, 48 MiB/u).waitFor();
      await page.getByRole('button', { name: 'Diagnose' }).click();
      await page.getByRole('heading', { level: 2, name: /cni0 has another address/u }).waitFor();
      expect(String(asked[0]?.with).length).toBeGreaterThanOrEqual(50_000_000);

      const pasteLarge = (size: number): Promise<void> =>
        page.locator('#text').evaluate((box: { dispatchEvent(event: unknown): void }, size) => {
          const at = globalThis as unknown as {
            DataTransfer: new () => { setData(type: string, data: string): void };
            ClipboardEvent: new (type: string, init: object) => unknown;
          };
          const data = new at.DataTransfer();
          data.setData('text/plain', 'one line of a log\n'.repeat(size / 18));
          box.dispatchEvent(new at.ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
        }, size);
      await pasteLarge(50_000_000);
      await page.getByText(/Pasted text, 48 MiB/u).waitFor();
      await picture(page, 'browser-attachment');
      await page.getByRole('button', { name: 'Diagnose' }).click();
      await page.getByRole('article').nth(1).getByRole('heading', { level: 2 }).waitFor();
      expect(asked.filter(({ what }) => what === 'diagnose')).toHaveLength(2);

      await pasteLarge(70_000_000);
      await page
        .getByRole('alert')
        .getByText(/67 MiB; one paste may have 64 MiB\. Nothing was sent/u)
        .waitFor();
      await page.getByRole('button', { name: 'Diagnose' }).click();
      expect(asked.filter(({ what }) => what === 'diagnose')).toHaveLength(2);
      expect(complaints).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('says what is wrong with a paste that is no text', async () => {
    const { url } = await channel();
    const folder = await mkdtemp(join(tmpdir(), 'k8sdoc-page-'));
    try {
      await writeFile(
        join(folder, 'core'),
        Uint8Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256),
      );
      const { page } = await openChannel(browser, url);
      await page.locator('#file').setInputFiles(join(folder, 'core'));
      await page.getByRole('button', { name: 'Diagnose' }).click();
      await page.getByText('That does not look like text.').last().waitFor();
      await page.getByRole('button', { name: 'Discard' }).click();
      await page.getByRole('heading', { name: 'Paste an error. Read what it is, and why.' }).waitFor();
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('survives a restart of the server: says so, sends what was on its way, and makes one incident of it', async () => {
    const running = await channel();
    const { page, complaints } = await openChannel(browser, running.url);
    await paste(page, sample);
    await page.getByRole('heading', { level: 2, name: /cni0 has another/u }).waitFor();
    await running.stop();
    await page.getByText('No connection to k8sdoc. Trying again…').waitFor();
    await paste(page, `${sample}\nthe second one`);
    await page.getByText('this will be sent again when k8sdoc is back').last().waitFor();
    await picture(page, 'browser-lost');
    await running.resume();
    await page.getByText('No connection to k8sdoc').waitFor({ state: 'hidden' });
    await page
      .getByRole('heading', { level: 2, name: /cni0 has another/u })
      .nth(1)
      .waitFor();
    running.advance('checked');
    await page.locator('.finding[data-verdict="confirmed"]').waitFor();
    expect(await page.getByRole('article').count()).toBe(2);
    expect(new Set(running.asked.filter(({ what }) => what === 'diagnose').map(({ speaker }) => speaker.origin.message)).size).toBe(2);
    expect(complaints).toEqual([]);
  });

  it('can be used by keyboard alone', async () => {
    const { url, asked } = await channel();
    const { page } = await openChannel(browser, url);
    const focused = (): Promise<string> => page.evaluate('document.activeElement.textContent || document.activeElement.id || document.activeElement.value');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Go to the paste box');
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('text');
    await page.keyboard.insertText(sample);
    await page.keyboard.press('Control+Enter');
    await page.getByRole('button', { name: 'Run checks' }).waitFor();
    expect(await focused(), 'the next paste can follow at once').toBe('text');
    for (let steps = 0; steps < 20 && (await focused()) !== 'Run checks'; steps += 1) await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Node' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await focused(), 'Escape leaves the form and gives focus back').toBe('Run checks');
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Node' }).waitFor();
    await page.keyboard.insertText('worker-1');
    await page.keyboard.press('Enter');
    await page.getByText('Checking…').first().waitFor();
    expect(asked.filter(({ what }) => what === 'press')).toHaveLength(3);
    await page.locator('.sample-menu > summary').focus();
    await page.keyboard.press('Enter');
    await picture(page, 'browser-samples');
    await page.keyboard.press('Escape');
    expect(await page.locator('.sample-menu').getAttribute('open')).toBeNull();
    await page.getByRole('radio', { name: 'Ana' }).focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('radio', { name: 'Ben' }).isChecked()).toBe(true);
    await picture(page, 'browser-keyboard');
  });

  it('runs a line that begins with / as a command on Enter', async () => {
    const { url, asked } = await channel();
    const { page } = await openChannel(browser, url);
    await page.locator('#text').fill('/k8sdoc check cni/cni0-ip-conflict --node worker-1');
    await page.locator('#text').press('Enter');
    await page.locator('main').getByText('You typed check cni/cni0-ip-conflict --node worker-1.').waitFor();
    expect(asked.map(({ what }) => what)).toEqual(['line']);
  });

  it('gives every text enough contrast with its ground, light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { url, advance } = await channel();
      const { page } = await openChannel(browser, url, { colorScheme });
      await paste(page, sample);
      await page.getByRole('button', { name: 'Plan the fix' }).click();
      await page.getByRole('button', { name: 'Approve' }).click();
      await page.locator('.note').waitFor();
      const faint = await page.evaluate(contrastProblems);
      expect(faint, colorScheme).toEqual([]);
      await picture(page, `browser-contrast-${colorScheme}`);
      advance('checking');
      await page.locator('.finding[data-verdict="pending"]').first().waitFor();
      await page.evaluate('window.scrollTo(0, 0)');
      await picture(page, `browser-checking-${colorScheme}`);
    }
  });
});

/** Runs in the page: every visible text whose contrast with the first opaque ground beneath it is under 4.5. */
const contrastProblems = `(() => {
  const parse = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    if (!own || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const a = light(parse(getComputedStyle(element).color));
    const b = light(ground(element));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) faint.push(element.className + ' ' + element.textContent.slice(0, 30) + ' ' + ratio.toFixed(2));
  }
  return faint;
})()`;
