import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { assertAccessible } from './browser.ts';
import { journeys } from './journeys.ts';

const { entered, product } = journeys();
const name = `Deals ${Date.now().toString(36)}`;

async function choose(page: Page, label: string, option: string): Promise<void> {
  const named = { name: label, exact: true };
  await page.getByRole('textbox', named).or(page.getByRole('combobox', named)).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

async function openReports(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Reports', exact: true }).first().click();
  await page.getByRole('heading', { level: 1, name: 'Reports' }).waitFor();
}

test('R16 a report is put together, saved, opened to the records behind a figure, and taken along as a file', async () => {
  const visitor = await entered();
  const { page } = visitor;
  await openReports(page);
  await page.getByRole('link', { name: 'Won deals by month' }).waitFor();
  await assertAccessible(visitor, 'reports');

  await page.getByRole('button', { name: 'New report' }).click();
  await page.getByRole('button', { name: 'Add rows by a field' }).click();
  await choose(page, 'Rows by 1', 'Stage');
  await page.getByRole('button', { name: 'Add a figure' }).click();
  const table = page.getByRole('region', { name: 'Preview' }).getByRole('table');
  await table.getByRole('columnheader', { name: 'Stage' }).waitFor();
  await page.getByRole('button', { name: 'Add a condition' }).click();
  await choose(page, 'Field of condition 1', 'Outcome');
  await choose(page, 'Value of condition 1', 'Open');
  await table.getByRole('row', { name: /^Won/ }).waitFor({ state: 'detached' });
  await page.locator('canvas').waitFor();
  await assertAccessible(visitor, "a report's editor");

  await page.getByRole('button', { name: 'Save report' }).click();
  await page.getByText('Give the report a name.').waitFor();
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('button', { name: 'Save report' }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();

  // By keyboard, as everything.
  const figure = page.getByRole('row', { name: /^New/ }).getByRole('button').first();
  const counted = await figure.textContent();
  await figure.focus();
  await page.keyboard.press('Enter');
  const behind = page.getByRole('dialog');
  await behind.getByText(new RegExp(`^${(counted ?? '').replaceAll(',', '')} records?$`)).waitFor();
  assert.ok((await behind.getByRole('link').count()) > 0);
  await assertAccessible(visitor, 'the records behind a figure');
  await behind.getByRole('button', { name: 'Close' }).click();
  await assertAccessible(visitor, 'a report');

  await page.getByRole('button', { name: 'Save as file' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'CSV' }).click()]);
  assert.match(download.suggestedFilename(), /^report-.*\.csv$/);
  assert.match(readFileSync(await download.path(), 'utf8'), /^\ufeffstage,count,/);
});

test("R16 a report is its owner's until it is shared; others copy it and see what they may see", async () => {
  const [, seller] = product().logins;
  assert.ok(seller);
  const visitor = await entered();
  const { page } = visitor;
  const other = await entered(seller);
  await openReports(other.page);
  await other.page.getByRole('link', { name: 'Deals by stage' }).waitFor();
  assert.equal(await other.page.getByRole('link', { name }).count(), 0);

  await openReports(page);
  await page.getByRole('link', { name }).click();
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByRole('checkbox', { name: 'For everybody' }).check();
  await page.getByRole('button', { name: 'Save report' }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();

  await other.page.reload();
  await other.page.getByRole('link', { name }).click();
  await other.page.getByRole('button', { name: 'Copy' }).waitFor();
  assert.equal(await other.page.getByRole('button', { name: 'Edit', exact: true }).count(), 0);

  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('heading', { level: 1, name: 'Reports' }).waitFor();
  await page.getByRole('link', { name }).waitFor({ state: 'detached' });
});
