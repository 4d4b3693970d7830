import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { assertAccessible, type Visitor } from './browser.ts';
import { journeys } from './journeys.ts';

const { entered } = journeys();

async function managed(id: string): Promise<Visitor> {
  const visitor = await entered();
  const { page } = visitor;
  await page.getByRole('link', { name: 'Add-ons', exact: true }).click();
  await page.locator(`[data-addon="${id}"]`).getByRole('link', { name: /^Manage / }).click();
  await page.getByRole('heading', { name: 'How it does' }).waitFor();
  return visitor;
}

test("an add-on's settings are a form: what is wrong stands at its field, what is right is kept", async () => {
  const visitor = await managed('kontor.sms');
  const { page } = visitor;
  const sender = page.getByLabel('Sender', { exact: true });
  const before = await sender.inputValue();
  await assertAccessible(visitor, 'an add-on');
  await sender.fill('a name that is much too long for a sender');
  await page.getByRole('button', { name: 'Save settings' }).click();
  await page.getByText('At most 20 characters').waitFor();
  assert.equal(await sender.evaluate((input) => document.activeElement === input), true);
  assert.equal(await sender.getAttribute('aria-invalid'), 'true');
  await assertAccessible(visitor, 'a setting refused');

  await sender.fill(before);
  const saved = page.waitForResponse((answer) => answer.url().endsWith('/settings') && answer.request().method() === 'PUT');
  await page.getByRole('button', { name: 'Save settings' }).click();
  assert.equal((await saved).status(), 204);
  await page.getByText('Saved.').first().waitFor();
});

test('the keyboard goes through the form in the order in which it is read', async () => {
  const visitor = await managed('kontor.sms');
  const { page } = visitor;
  // A choice has a hidden input beside the one that is seen.
  const inputs = page.getByRole('form', { name: 'Settings' }).locator('input:not([type="hidden"])');
  const ids = await inputs.evaluateAll((all) => all.map((one) => one.id));
  await inputs.first().focus();
  for (const id of ids.slice(1)) {
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.id), id);
  }
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Save settings');
});

test('a secret is written and never shown', async () => {
  const visitor = await managed('kontor.sms');
  const { page } = visitor;
  const form = page.getByRole('form', { name: 'Secret password' });
  const input = form.locator('input');
  assert.equal(await input.inputValue(), '');
  assert.equal(await form.getByRole('button', { name: 'Save password' }).isDisabled(), true);
  assert.equal(await input.getAttribute('type'), 'password');
});

test('named seats are given to people of the company', async () => {
  const visitor = await managed('kontor.telephony');
  const { page } = visitor;
  await page.getByRole('textbox', { name: 'Who has a seat' }).waitFor();
  await assertAccessible(visitor, 'named seats');
  const saved = page.waitForResponse((answer) => answer.url().endsWith('/named'));
  await page.getByRole('button', { name: 'Save the seats' }).click();
  assert.equal((await saved).status(), 204);
});

test('what an administrator judges an add-on by is there, also when nothing happened', async () => {
  const visitor = await managed('kontor.kpi');
  const { page } = visitor;
  await page.getByLabel('Users with a licence').waitFor();
  await page.getByText('Nothing went on without this add-on.').waitFor();
  await page.getByText('It has not crashed.').waitFor();
  await page.getByRole('heading', { name: 'Protection on this machine' }).waitFor();
  await page.getByText('seccomp before load').waitFor();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  const prompt = page.getByRole('dialog');
  assert.equal(await prompt.getByRole('radio', { name: /^Keep it/ }).isChecked(), true);
  await prompt.getByRole('radio', { name: 'Erase it for ever' }).check();
  await assertAccessible(visitor, 'removal');
  await page.keyboard.press('Escape');
  await prompt.waitFor({ state: 'detached' });
});

test('the handbook of an add-on opens beside its settings, as text and tables, and closes again', async () => {
  const visitor = await managed('kontor.telephony');
  const { page } = visitor;
  const panel = page.getByRole('region', { name: 'Handbook' });
  await panel.getByRole('button', { name: 'Read the handbook' }).click();
  await panel.getByRole('heading', { name: 'Connect an Asterisk' }).waitFor();
  await panel.getByText('writetimeout = 5000').waitFor();
  await panel.getByRole('row', { name: /The exchange refused the login/ }).waitFor();
  assert.equal(await panel.locator('img, script, iframe').count(), 0);
  await assertAccessible(visitor, 'a handbook');
  await panel.getByRole('button', { name: 'Close the handbook' }).click();
  await panel.getByRole('heading', { name: 'Connect an Asterisk' }).waitFor({ state: 'hidden' });
});

test('pictures of an add-on open larger, lead from one to the next by the keyboard, and give the focus back', async () => {
  const visitor = await managed('kontor.kpi');
  const { page } = visitor;
  const pictures = page.getByRole('list', { name: /^Pictures of / }).getByRole('button');
  await pictures.nth(1).waitFor();
  assert.equal(await pictures.count(), 2);
  const small = pictures.first().getByRole('img');
  assert.equal(await small.evaluate((img: HTMLImageElement) => img.decode().then(() => img.naturalWidth)), 1280);
  assert.notEqual(await small.getAttribute('alt'), '');
  await assertAccessible(visitor, 'pictures of an add-on');

  await pictures.first().focus();
  await page.keyboard.press('Enter');
  const large = page.getByRole('dialog');
  await large.getByText('1 of 2').waitFor();
  await page.waitForFunction(() => document.activeElement?.closest('[role=dialog]') !== null);
  await page.keyboard.press('ArrowRight');
  await large.getByText('2 of 2').waitFor();
  await page.keyboard.press('ArrowRight');
  await large.getByText('2 of 2').waitFor();
  await assertAccessible(visitor, 'a picture');
  await page.keyboard.press('Escape');
  await large.waitFor({ state: 'detached' });
  await page.waitForFunction((button) => document.activeElement === button, await pictures.first().elementHandle());
});

test('an action chosen by the keyboard has the focus in its form, leads to what is wrong, and gives the focus back', async () => {
  const visitor = await entered();
  const { page } = visitor;
  await page.getByRole('link', { name: 'Persons' }).click();
  await page.getByRole('table').getByRole('link').first().click();
  const actions = page.getByRole('button', { name: 'Actions' });
  await actions.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Record consent' }).focus();
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog');
  await page.waitForFunction(() => document.activeElement?.closest('[role=dialog]')?.querySelector('input, textarea, select') === document.activeElement);
  await form.getByRole('button', { name: 'Record consent' }).click();
  await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'proof');
  await assertAccessible(visitor, 'an action that lacks something');
  await page.keyboard.press('Escape');
  await form.waitFor({ state: 'detached' });
  await page.waitForFunction((button) => document.activeElement === button, await actions.elementHandle());
});

test('an import says from which country its numbers are', async () => {
  const visitor = await entered();
  const { page } = visitor;
  await page.getByRole('link', { name: 'Import' }).click();
  await page.locator('input[type=file]').setInputFiles({
    name: 'one.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('First name;Last name;Phone\r\nRegion;Chosen;070-174 06 11\r\n'),
  });
  await page.getByRole('textbox', { name: 'Country of numbers without one' }).fill('Swed');
  await page.getByRole('option', { name: 'Sweden' }).click();
  await assertAccessible(visitor, 'a country chosen');
  const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().includes('/imports?'));
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  assert.equal(new URL((await sent).url()).searchParams.get('region'), 'SE');
  await page.getByText('What became of the rows').waitFor({ timeout: 60_000 });
});

test('a language once chosen comes along to another browser', async () => {
  const first = await entered();
  const kept = first.page.waitForResponse((answer) => answer.url().endsWith('/preferences') && answer.request().method() === 'PUT');
  await first.page.getByRole('button', { name: 'Language' }).click();
  await first.page.getByRole('menuitem', { name: 'Svenska' }).click();
  assert.ok((await kept).ok());

  const second = await entered();
  await second.page.getByRole('heading', { level: 1, name: 'Översikt' }).waitFor();
  const back = second.page.waitForResponse((answer) => answer.url().endsWith('/preferences') && answer.request().method() === 'PUT');
  await second.page.getByRole('button', { name: 'Språk' }).click();
  await second.page.getByRole('menuitem', { name: 'English' }).click();
  assert.ok((await back).ok());
});

test('what an add-on does on no record stands on its page, on the dashboard and in the palette; a form asks, and says what came of it', async () => {
  const visitor = await managed('kontor.consent');
  const { page } = visitor;
  const form = await begun(visitor, 'Let somebody in again');
  await form.getByRole('button', { name: 'Let somebody in again' }).click();
  await form.getByText(/^Fill in at least one of these: /).first().waitFor();
  await form.getByLabel('Phone').fill('+46701740689');
  await form.getByLabel('Their own wish').fill('By letter today.');
  await assertAccessible(visitor, 'an action on no record');
  await form.getByRole('button', { name: 'Let somebody in again' }).click();
  await form.getByRole('status').filter({ hasText: 'Done.' }).waitFor();
  await page.keyboard.press('Escape');

  await page.getByRole('link', { name: 'Dashboard', exact: true }).click();
  const mend = await begun(visitor, 'Plan the mending of data');
  await mend.getByRole('textbox', { name: 'Who mends them' }).waitFor();
  await assertAccessible(visitor, "an action of the dashboard's figures");
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });

  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('textbox').fill('Export fig');
  await page.getByRole('dialog').getByText('Export figures').waitFor();
  await page.keyboard.press('Enter');
  const figures = page.getByRole('form', { name: 'Export figures' });
  await figures.getByRole('textbox', { name: 'Figure' }).click();
  await page.getByRole('option', { name: 'Average order' }).click();
  await figures.getByLabel('First day').fill('2025-01-01');
  await figures.getByLabel('Up to this day').fill('2026-01-01');
  // Whoever leaves the day leaves its calendar, which lies over the button.
  await figures.getByRole('textbox', { name: 'Figure' }).focus();
  await figures.getByRole('button', { name: 'Export figures' }).click();
  await figures.getByRole('status').filter({ hasText: 'Average order' }).waitFor();
  await assertAccessible(visitor, 'an action from the palette');
  const saving = page.waitForEvent('download');
  await figures.getByRole('button', { name: 'Save as average_order.csv' }).click();
  assert.match(readFileSync(await (await saving).path(), 'utf8'), /Average order/);
  await assertAccessible(visitor, 'what came of an action');
});

async function begun({ page }: Visitor, action: string) {
  await page.getByRole('button', { name: 'Actions', exact: true }).click();
  await page.getByRole('menuitem', { name: action, exact: true }).click();
  return page.getByRole('form', { name: action });
}
