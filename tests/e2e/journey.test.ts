import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible, logIn, type Visitor } from './browser.ts';
import { journeys } from './journeys.ts';
import { administrator, ring } from './product.ts';

// A person nobody else has; the range of numbers is kept free for films and tests.
const family = `Prövning-${Date.now().toString(36)}`;
const name = `Elisabet ${family}`;
const phone = `+467017406${String(5 + (Date.now() % 94)).padStart(2, '0')}`;
const unknown = '+46701740604';

const { entered, product, visiting } = journeys();

test('a wrong password is refused in plain words, the right one opens the dashboard', async () => {
  const visitor = await visiting();
  const { page } = visitor;
  await page.getByLabel('E-mail').waitFor();
  await assertAccessible(visitor, 'login');
  await page.getByLabel('E-mail').fill(administrator(product()).email);
  await page.locator('input[autocomplete=current-password]').fill('not the password');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('alert').waitFor();
  await logIn(visitor, administrator(product()));
  await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor();
});

test('the dashboard draws the KPI widgets, changes the period and remembers what is hidden', async () => {
  const visitor = await entered();
  const { page } = visitor;
  for (const widget of ['conversion', 'velocity', 'average_order', 'funnel']) {
    await page.locator(`[data-widget="${widget}"]`).waitFor();
  }
  await page.locator('[data-widget="funnel"] canvas').waitFor();
  await assertAccessible(visitor, 'dashboard');
  const answered = page.waitForResponse((response) => response.url().includes('/widgets/kontor.kpi/funnel'));
  await page.getByRole('textbox', { name: 'Period' }).click();
  await page.getByRole('option', { name: 'Last 2 years' }).click();
  assert.equal((await answered).status(), 200);
  const saved = page.waitForResponse((response) => response.url().endsWith('/preferences') && response.request().method() === 'PUT');
  await page.locator('[data-widget="velocity"]').getByRole('button', { name: /^Hide / }).click();
  assert.ok((await saved).ok());
  await page.reload();
  await page.locator('[data-widget="funnel"]').waitFor();
  assert.equal(await page.locator('[data-widget="velocity"]').count(), 0);
  await page.getByRole('button', { name: 'Hidden (1)' }).click();
  await page.getByRole('menuitem').first().click();
  await page.locator('[data-widget="velocity"]').waitFor();
});

test('persons are found as one types, paged, and created from the entity definition', async () => {
  const visitor = await entered();
  const { page } = visitor;
  await page.getByRole('link', { name: 'Persons' }).click();
  await page.locator('tbody tr').first().waitFor();
  await assertAccessible(visitor, 'persons');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('51 – 100').waitFor();

  await page.getByRole('button', { name: 'New person' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('First name').fill('Elisabet');
  await form.getByLabel('Last name').fill(family);
  await form.getByLabel('Phone').fill(`0046 (0)${phone.slice(3, 5)}-${phone.slice(5, 8)} ${phone.slice(8)}`);
  await assertAccessible(visitor, 'create form');
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { level: 1, name: name }).waitFor();

  await page.getByRole('link', { name: 'Persons' }).first().click();
  await page.getByLabel('Search by name, phone or e-mail').fill(name);
  await page.getByRole('link', { name: name }).first().waitFor();
  await page.getByLabel('Search by name, phone or e-mail').fill('nobody is called that');
  await page.getByText('Nothing matches').waitFor();
  await assertAccessible(visitor, 'an empty list');
});

test('without consent nothing is sent; with it the message stands in the timeline', async () => {
  const visitor = await entered();
  const { page } = visitor;
  await openPerson(visitor);
  await page.getByRole('textbox', { name: 'Message' }).fill('Hello! Your order is on its way.');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('The message was not sent').waitFor();
  await assertAccessible(visitor, 'refused message');
  await page.getByRole('alert').getByRole('button', { name: 'Record consent' }).click();
  await page.getByRole('dialog').getByLabel('Proof').fill('By phone today, form version 3.');
  await assertAccessible(visitor, 'consent form');
  await page.getByRole('dialog').getByRole('button', { name: 'Record', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.locator('[data-kind="sms"]').first().waitFor();
  await assertAccessible(visitor, 'person');
});

test('the third user on two concurrent seats sees who holds them, and asks for one', async () => {
  const [first, second, third] = product().logins;
  assert.ok(first && second && third);
  const seated = [await entered(first), await entered(second)];
  for (const visitor of seated) {
    await openPerson(visitor);
    await visitor.page.getByRole('textbox', { name: 'Message' }).fill('A word about your order.');
    await visitor.page.getByRole('button', { name: 'Send', exact: true }).click();
    await visitor.page.locator('[data-kind="sms"]').first().waitFor();
  }
  const waiting = await entered(third);
  await openPerson(waiting);
  await waiting.page.getByRole('textbox', { name: 'Message' }).fill('One more word.');
  await waiting.page.getByRole('button', { name: 'Send', exact: true }).click();
  await waiting.page.getByText('All seats are taken').waitFor();
  const holders = waiting.page.getByRole('alert').getByRole('listitem');
  assert.equal(await holders.count(), 2);
  await assertAccessible(waiting, 'no free seat');
  await waiting.page.getByRole('button', { name: /^Ask / }).first().click();
  await waiting.page.getByText('Asked', { exact: true }).waitFor();

  const release = seated.map(({ page }) => page.getByRole('button', { name: 'Release my seat' }));
  await Promise.any(release.map((button) => button.click()));
  await waiting.page.getByRole('button', { name: 'Send', exact: true }).click();
  await waiting.page.getByText('All seats are taken').waitFor({ state: 'detached' });
});

test('a call shows the caller at once; an unknown one offers to create a person', async () => {
  const [, telephonist] = product().logins; // Extension 101 stands on this desk.
  const visitor = await entered(telephonist);
  const { page } = visitor;
  await page.getByRole('link', { name: 'Organisations' }).click();
  await page.locator('tbody tr').first().waitFor();
  await ring(product(), phone);
  await page.getByRole('complementary', { name: 'Calls' }).getByRole('link', { name: name }).waitFor();
  await ring(product(), unknown);
  await page.getByText('Nobody here has this number.').waitFor();
  await assertAccessible(visitor, 'call cards');
  await page.getByRole('complementary', { name: 'Calls' }).getByRole('link', { name: 'New person' }).click();
  assert.equal(await page.getByRole('dialog').getByLabel('Phone').inputValue(), unknown);
  await page.keyboard.press('Escape');
  await page.getByRole('complementary', { name: 'Calls' }).getByRole('link', { name: name }).click();
  await page.getByRole('heading', { level: 1, name: name }).waitFor();
});

test('an add-on is removed, and installed again only after its permissions are accepted', async () => {
  const visitor = await entered();
  const { page } = visitor;
  await page.getByRole('link', { name: 'Add-ons', exact: true }).click();
  const card = page.locator('[data-addon="kontor.kpi"]');
  await card.getByRole('button', { name: /^Remove / }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await card.getByRole('button', { name: /^Install / }).click();
  const prompt = page.getByRole('dialog');
  await prompt.getByText('It asks to be allowed').waitFor();
  await assertAccessible(visitor, 'permission prompt');
  const install = prompt.getByRole('button', { name: /install$/i });
  assert.ok(await install.isDisabled());
  await prompt.getByRole('checkbox').check();
  await install.click();
  await prompt.waitFor({ state: 'detached', timeout: 60_000 });
  await card.getByRole('button', { name: /^Stop / }).waitFor();
  await assertAccessible(visitor, 'add-ons');
});

test('a file is mapped, imported and reported row by row', async () => {
  const visitor = await entered();
  const { page } = visitor;
  await page.getByRole('link', { name: 'Import' }).click();
  await assertAccessible(visitor, 'import');
  const rows = ['First name;Last name;Phone;E-mail;Born', 'Ny;Person;070-174 06 10;ny@import.example;1980-02-01', ';;;;1990-01-01'];
  await page.locator('input[type=file]').setInputFiles({
    name: 'two.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`${rows.join('\r\n')}\r\n`),
  });
  await page.getByRole('textbox', { name: 'Field for the column First name' }).waitFor();
  await assertAccessible(visitor, 'mapping');
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByText('What became of the rows').waitFor({ timeout: 60_000 });
  await assertAccessible(visitor, 'import report');
});

test('deals stand on a board, and the command palette finds people', async () => {
  const visitor = await entered();
  const { page } = visitor;
  await page.getByRole('link', { name: 'Deals' }).click();
  await page.locator('article').first().waitFor();
  await assertAccessible(visitor, 'deals');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('textbox').fill(name);
  await page.getByRole('dialog').getByText(name).first().waitFor();
  await assertAccessible(visitor, 'command palette');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: name }).waitFor();
});

test('dark mode, a telephone and all four languages are accessible too', async () => {
  const visitor = await visiting({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
  await logIn(visitor, administrator(product()));
  const { page } = visitor;
  for (const [language, heading] of [
    ['Русский', 'Показатели'],
    ['Svenska', 'Översikt'],
    ['Dansk', 'Overblik'],
    ['English', 'Dashboard'],
  ] as const) {
    await page.getByRole('banner').getByRole('button').nth(2).click();
    await page.getByRole('menuitem', { name: language }).click();
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await assertAccessible(visitor, `dashboard in ${language}`);
  }
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('link', { name: 'Persons' }).click();
  await page.locator('tbody tr').first().waitFor();
  await assertAccessible(visitor, 'persons on a telephone');
});

async function openPerson({ page }: Visitor): Promise<void> {
  await page.goto(`${product().urls.host}/persons?q=${encodeURIComponent(name)}`);
  await page.getByRole('link', { name }).first().click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}
