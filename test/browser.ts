/**
 * Chromium for the tests that look at pages: one browser a test file, a fresh profile in it for every page.
 */
import { accessSync, constants, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, type Page, chromium } from 'playwright-core';

const executable = '/usr/bin/chromium';

/** Why no page can be looked at here; undefined when one can. In continuous integration a missing browser is a failure. */
export function chromiumMissing(): string | undefined {
  try {
    accessSync(executable, constants.X_OK);
    return undefined;
  } catch (error) {
    if (process.env['CI'] === 'true') throw new Error(`${executable} is missing: install Debian's package chromium`, { cause: error });
    return `SKIPPED: ${executable} is missing, so nothing of the page was tested. Install Debian's package chromium.`;
  }
}

/** Starts Chromium with an empty profile and no conversations of its own with the network. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: executable,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

const desktop = { width: 1180, height: 900 };
export const phone = { width: 390, height: 844 };

export type OpenPage = {
  readonly page: Page;
  /** Errors of the page, refusals of its content security policy and requests to other hosts, as they came: there should be none. */
  readonly complaints: readonly string[];
};

/** Opens the page of a channel in a profile of its own and waits until it is ready to be used. */
export async function openChannel(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: desktop, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // Chromium writes every refused or lost request to the console; the page deals with those itself.
    if (message.type() === 'error' && !/Failed to load resource|ERR_(CONNECTION|INCOMPLETE|EMPTY)/u.test(message.text())) complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (new URL(request.url()).host !== new URL(url).host && !request.url().startsWith('data:')) complaints.push(`request to ${request.url()}`);
  });
  await page.goto(url);
  await page.getByRole('group', { name: /You are|你是/u }).waitFor();
  return { page, complaints };
}

/** Puts a text in the composer and sends it. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.locator('#text').fill(text);
  await page.locator('#text').press('Control+Enter');
}

/** Acts as the person of this name from here on. */
export async function become(page: Page, name: string): Promise<void> {
  await page.getByRole('radio', { name }).check();
}

/** Pixels by which the page is wider than its window. */
export function overhang(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

/** Keeps a picture under test-results/, which is not part of the repository. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = fileURLToPath(new URL('../test-results/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}${name}.png`, fullPage: false });
}
