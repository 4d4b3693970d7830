import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { enter, launch } from './browser.ts';
import { administrator, product as running } from './product.ts';

/**
 * Takes the pictures that the listings of the plugins show, of a running demo:
 *
 *     ./dev up --json > up.json
 *     KONTOR_UP_JSON=up.json node --import tsx tests/e2e/screenshots.ts
 */
type Shoot = (plugin: string, name: string) => Promise<void>;

/** Painted, and nothing moves or still loads. */
async function still(page: Page): Promise<void> {
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' }).catch(() => undefined);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running'));
}

async function kpi(page: Page, shoot: Shoot): Promise<void> {
  await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor();
  await page.getByRole('textbox', { name: 'Period' }).click();
  await page.getByRole('option', { name: 'Last 2 years' }).click();
  await page.locator('[data-widget="funnel"] canvas').waitFor();
  // What the demo has no data for says nothing to a reader.
  for (const empty of ['churn', 'nps', 'csat']) {
    const hide = page.locator(`[data-widget="${empty}"]`).getByRole('button', { name: /^Hide / });
    if ((await hide.count()) > 0) await hide.click();
  }
  await shoot('kpi', 'dashboard');
  await page.locator('[data-widget="funnel"]').evaluate((widget) => widget.scrollIntoView({ block: 'center' }));
  await shoot('kpi', 'funnel');
}

const timeoutMs = 90_000; // Whoever takes pictures may be on a slow machine.
const demo = await running();
const browser = await launch();
const { page } = await enter(browser, demo, administrator(demo));
page.setDefaultTimeout(timeoutMs);
await page.setViewportSize({ width: 1280, height: 800 });
await kpi(page, async (plugin, name) => {
  await still(page);
  const folder = new URL(`../../plugins/${plugin}/screenshots/`, import.meta.url).pathname;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled', caret: 'hide' });
});
await browser.close();
await demo.stop();
