import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { chromium, type Browser, type BrowserContextOptions, type CDPSession, type Page } from 'playwright-core';
import type { Login, Product } from './product.ts';

const executable = process.env['KONTOR_CHROMIUM'] ?? '/usr/bin/chromium';
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: executable, args: quiet });
}

/** One person at one browser: what the page complained about is kept for the end. */
export interface Visitor {
  page: Page;
  complaints: string[];
  leave: () => Promise<void>;
}

export async function visit(browser: Browser, product: Product, options: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 860 }, locale: 'en-GB', reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  await page.exposeFunction('reportViolation', (text: string) => complaints.push(text));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      const report = (globalThis as unknown as { reportViolation: (text: string) => void }).reportViolation;
      report(`policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(product.urls.host) && !/^(data|blob):/.test(request.url())) {
      complaints.push(`asked a foreign host: ${request.url()}`);
    }
  });
  await page.goto(product.urls.host);
  return {
    page,
    complaints,
    leave: async () => {
      await logOut(page, product);
      await context.close();
    },
  };
}

// Who leaves gives back the seats held: the next journey finds them free.
async function logOut(page: Page, product: Product): Promise<void> {
  await page.goto(product.urls.host);
  await page.locator('header, input[type=email]').first().waitFor();
  if ((await page.locator('header').count()) === 0) return;
  await page.getByRole('banner').getByRole('button').last().click();
  await page.getByRole('menuitem').last().click();
  await page.locator('input[type=email]').waitFor();
}

export async function logIn({ page }: Visitor, login: Login): Promise<void> {
  await page.locator('input[type=email]').fill(login.email);
  await page.locator('input[autocomplete=current-password]').fill(login.password);
  await page.keyboard.press('Enter');
  await page.locator('header').waitFor();
}

export async function enter(browser: Browser, product: Product, login: Login): Promise<Visitor> {
  const visitor = await visit(browser, product);
  await logIn(visitor, login);
  return visitor;
}

/**
 * The first rows of a list of records and where they end stand there. Rows alone say less: they may be
 * those of the page before, and the button to the next ones is still dead.
 */
export async function listed({ page }: Visitor): Promise<void> {
  await page.getByRole('status').filter({ hasText: /^1 – \d+$/ }).waitFor();
}

interface Finding {
  id: string;
  nodes: string[];
}

/** Every rule of axe, in a world of its own, since the page's policy lets no script in. */
export async function assertAccessible({ page }: Visitor, where: string): Promise<void> {
  await settled(page);
  const session = await inspector(page);
  const { frameTree } = await session.send('Page.getFrameTree');
  const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', {
    frameId: frameTree.frame.id,
    worldName: 'axe',
  });
  await session.send('Runtime.evaluate', { expression: axeSource, contextId });
  const { result } = await session.send('Runtime.evaluate', {
    expression: `axe.run(document).then(({ violations }) => JSON.stringify(
      violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html, failureSummary }) => html + ' ' + failureSummary) }))))`,
    contextId,
    awaitPromise: true,
    returnByValue: true,
  });
  assert.deepEqual(JSON.parse(String(result.value)) as Finding[], [], `axe on ${where}`);
}

// Stays open as long as its page: whichever session ends takes the page's simulated security keys out.
const inspectors = new WeakMap<Page, Promise<CDPSession>>();

function inspector(page: Page): Promise<CDPSession> {
  const open = inspectors.get(page) ?? page.context().newCDPSession(page);
  inspectors.set(page, open);
  return open;
}

// Painted as it will stay: nothing that ends is still moving or fading.
async function settled(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every((one) => one.playState !== 'running' || !Number.isFinite(one.effect?.getComputedTiming().endTime)),
  );
}

export function assertNoComplaints({ complaints }: Visitor): void {
  assert.deepEqual(complaints, []);
}
