import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { assertAccessible, listed, logIn, type Visitor } from './browser.ts';
import { journeys } from './journeys.ts';
import { administrator, hangUp, pickUp, ring } from './product.ts';
import { administratorsRest, until } from './rest.ts';

// A person nobody else has; the range of numbers is kept free for films and tests.
const family = `Prövning-${Date.now().toString(36)}`;
const name = `Elisabet ${family}`;
const free = (tick: number) => `+467017406${String(5 + (tick % 94)).padStart(2, '0')}`;
const now = Date.now();
const phone = free(now);
const shared = free(now + 47); // Never the same.
const unknown = '+46701740604';
const look = 'See first what would happen';

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

test('the dashboard proposes twelve KPI widgets, sets them up, saves them, shows the records behind, and remembers', async () => {
  const visitor = await entered();
  const { page } = visitor;
  const widget = (name: string) => page.locator(`[data-widget="${name}"]`);
  for (const name of ['conversion', 'velocity', 'average_order', 'funnel']) await widget(name).waitFor();
  assert.equal(await widget('funnel_profiles').count(), 0);
  await widget('funnel').locator('canvas').waitFor();
  await widget('funnel').getByText(/^As of /).waitFor();
  await assertAccessible(visitor, 'dashboard');
  const answered = page.waitForResponse((response) => response.url().includes('/widgets/kontor.kpi/funnel'));
  await page.getByRole('textbox', { name: 'Period' }).click();
  await page.getByRole('option', { name: 'Last 2 years' }).click();
  assert.equal((await answered).status(), 200);
  await page.locator('[data-widget="funnel"][aria-busy="false"]').waitFor(); // The new period is drawn.

  // As many records stand behind a stage as its point says.
  const stages = widget('funnel').getByRole('table', { includeHidden: true });
  const reached = await stages.getByRole('row', { includeHidden: true }).nth(2).getByRole('cell', { includeHidden: true }).first().textContent();
  await widget('funnel').getByRole('button', { name: 'Qualified' }).click();
  const behind = page.getByRole('dialog');
  await behind.getByText(`${reached?.replaceAll(',', '')} records`).waitFor();
  assert.equal(await behind.getByRole('listitem').count(), 50);
  await behind.getByRole('button', { name: 'Show more' }).click();
  await behind.getByRole('listitem').nth(99).waitFor();
  await assertAccessible(visitor, 'the records behind a figure');
  await behind.getByRole('button', { name: 'Close' }).click();

  await widget('velocity').getByRole('button', { name: /^Set up / }).click();
  const options = page.getByRole('dialog');
  await assertAccessible(visitor, "a widget's options");
  await options.getByLabel('Target').fill('5000');
  await options.getByRole('combobox', { name: 'Compare with' }).or(options.getByRole('textbox', { name: 'Compare with' })).click();
  await page.getByRole('option', { name: 'A year before' }).click();
  await options.getByRole('button', { name: 'Apply' }).click();
  await widget('velocity').getByText(/^Target .*5,000/).waitFor();

  const saving = page.waitForEvent('download');
  await widget('velocity').getByRole('button', { name: /^Save / }).click();
  assert.equal((await saving).suggestedFilename(), 'velocity.csv');

  const saved = page.waitForResponse((response) => response.url().endsWith('/preferences') && response.request().method() === 'PUT');
  await widget('average_order').getByRole('button', { name: /^Hide / }).click();
  assert.ok((await saved).ok());
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.reload();
  await widget('velocity').getByText(/^Target .*5,000/).waitFor();
  assert.equal(await widget('average_order').count(), 0);
  assert.ok(asked.includes('/api/v1/widgets/kontor.kpi/velocity'));
  assert.equal(asked.includes('/api/v1/widgets/kontor.kpi/average_order'), false, 'what is hidden asks for nothing');
  await page.getByRole('button', { name: /^Add a widget/ }).click();
  await page.getByRole('menuitem', { name: 'Average order' }).click();
  await widget('average_order').waitFor();
});

test('persons are found as one types, paged, and created from the entity definition', async () => {
  const visitor = await entered();
  const { page } = visitor;
  await page.getByRole('link', { name: 'Persons' }).click();
  await listed(visitor);
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
  const refused = await written(visitor, 'Hello! Your order is on its way.');
  await refused.getByRole('status').getByText('1 part(s), GSM-7').waitFor();
  await refused.getByRole('button', { name: 'Send SMS', exact: true }).click();
  await refused.getByRole('alert').getByText(/consent/i).waitFor();
  await assertAccessible(visitor, 'refused message');
  await closed(visitor);

  const consent = await chosen(visitor, 'Record consent');
  await consent.getByLabel('Proof').fill('By phone today, form version 3.');
  await assertAccessible(visitor, 'consent form');
  await consent.getByRole('button', { name: 'Record consent', exact: true }).click();
  await consent.getByRole('status').waitFor();
  await closed(visitor);

  // What came of an action is read with its lines and can be kept.
  const receipt = await chosen(visitor, 'Consent receipt');
  await receipt.getByRole('button', { name: 'Consent receipt', exact: true }).click();
  const saving = page.waitForEvent('download');
  await receipt.getByRole('button', { name: 'Save as consent.receipt.jsonld' }).click();
  const kept = JSON.parse(readFileSync(await (await saving).path(), 'utf8')) as Record<string, unknown>;
  assert.ok(kept['@context']);
  await assertAccessible(visitor, 'a receipt to be saved');
  await closed(visitor);
  const asked = await chosen(visitor, 'The person asks for …');
  const kind = { name: 'What they ask for' };
  await asked.getByRole('combobox', kind).or(asked.getByRole('textbox', kind)).first().click();
  await page.getByRole('option').first().click();
  await asked.getByRole('button', { name: 'The person asks for …' }).click();
  const letter = await asked.getByRole('status').innerText();
  assert.match(letter, /^We received your request on [^\n]+\n\nWe will answer it by /);
  const saved = page.waitForEvent('download');
  await asked.getByRole('button', { name: 'Save as consent.request.txt' }).click();
  assert.ok(letter.startsWith(readFileSync(await (await saved).path(), 'utf8').trim()));
  await assertAccessible(visitor, 'a letter');
  await closed(visitor);

  const sent = await written(visitor, 'Hello! Your order is on its way.');
  await sent.getByRole('button', { name: 'Send SMS', exact: true }).click();
  await sent.getByText(/^Message on its way/).waitFor();
  await closed(visitor);
  // As the add-on's own words have it.
  await page.locator('[data-kind="sms"]').first().getByText(/^(On its way|Sent|Delivered)$/).waitFor();
  await assertAccessible(visitor, 'person');
});

test('the third user on two concurrent seats sees who holds them, asks for one, and waits in the queue', async () => {
  const [first, second, third] = product().logins;
  assert.ok(first && second && third);
  const seated = [await entered(first), await entered(second)];
  for (const visitor of seated) {
    await openPerson(visitor);
    const sent = await written(visitor, 'A word about your order.');
    await sent.getByRole('button', { name: 'Send SMS', exact: true }).click();
    await sent.getByText(/^Message on its way/).waitFor();
    await closed(visitor);
    await visitor.page.locator('[data-kind="sms"]').first().waitFor();
  }
  const waiting = await entered(third);
  await openPerson(waiting);
  const word = await chosen(waiting, 'Send SMS');
  await word.getByLabel('Text').fill('One more word.');
  await word.getByRole('button', { name: look }).click();
  await waiting.page.getByText('All seats are taken').waitFor();
  const holders = waiting.page.getByRole('alert').getByRole('listitem');
  assert.equal(await holders.count(), 2);
  await assertAccessible(waiting, 'no free seat');
  await waiting.page.getByRole('button', { name: /^Ask / }).first().click();
  await waiting.page.getByText('Asked', { exact: true }).waitFor();

  await waiting.page.getByRole('button', { name: 'Wait for a seat' }).click();
  await waiting.page.getByText('You are number 1 in the queue').waitFor();
  await assertAccessible(waiting, 'in the queue for a seat');
  await waiting.page.getByRole('button', { name: 'Wait no longer' }).click();
  await waiting.page.getByRole('button', { name: 'Wait for a seat' }).click();
  await waiting.page.getByText('You are number 1 in the queue').waitFor();

  const release = seated.map(({ page }) => page.getByRole('button', { name: 'Release my seat' }));
  await Promise.any(release.map((button) => button.click()));
  await waiting.page.getByText('A seat is yours now').waitFor();
  await word.getByRole('button', { name: look }).click();
  await waiting.page.getByText('All seats are taken').waitFor({ state: 'detached' });
});

test('a call shows the caller at once; an unknown one offers to create a person', async () => {
  const [, telephonist] = product().logins; // Extension 101 stands on this desk.
  const visitor = await entered(telephonist);
  const { page } = visitor;
  await page.getByRole('link', { name: 'Organisations' }).click();
  await listed(visitor);
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

test('a number several persons have opens a list; a call one took is led from its card and seen among the calls', async () => {
  const rest = await administratorsRest(product());
  for (const first_name of ['Astrid', 'Birger']) {
    await rest.call('POST', '/records/person', { fields: { first_name, last_name: family, phone: shared } });
  }
  const [, telephonist] = product().logins;
  const visitor = await entered(telephonist);
  const { page } = visitor;
  await page.getByRole('link', { name: 'Calls now' }).click();
  await page.getByRole('heading', { level: 1, name: 'Calls now' }).waitFor();
  const call = await ring(product(), shared);
  const card = page.locator(`[data-call="${call}"]`);
  await card.getByText('2 persons have this number').waitFor();
  await card.getByRole('link', { name: `Astrid ${family}` }).waitFor();
  await card.getByRole('link', { name: `Birger ${family}` }).waitFor();
  await page.getByRole('main').getByRole('cell', { name: shared }).waitFor();
  await assertAccessible(visitor, 'calls now');

  await pickUp(product(), call);
  await card.getByRole('button', { name: 'Hold', exact: true }).click();
  await card.getByRole('button', { name: 'Take back', exact: true }).waitFor();
  await card.getByLabel('Transfer to number').fill('102');
  await card.getByRole('button', { name: 'Ask first' }).waitFor();
  await assertAccessible(visitor, 'the card of a call one took');
  await card.getByRole('button', { name: 'Hang up' }).click();
  await page.locator(`[data-call="${call}"][data-state="ended"]`).waitFor();
});

test('a second call is offered while one is in talk: both cards stand, newest first, and each leads its own call', async () => {
  const [, telephonist] = product().logins;
  const visitor = await entered(telephonist);
  const { page } = visitor;
  await page.getByRole('link', { name: 'Organisations' }).click();
  await listed(visitor);
  const first = await ring(product(), phone);
  const card = (call: string) => page.locator(`[data-call="${call}"]`);
  const button = (call: string, label: string) => card(call).getByRole('button', { name: label, exact: true });
  const order = () => page.locator('[data-call]').evaluateAll((cards) => cards.map((one) => one.getAttribute('data-call')));
  await card(first).waitFor();
  await pickUp(product(), first);
  await button(first, 'Hold').waitFor();

  const second = await ring(product(), unknown);
  await card(second).getByText('Nobody here has this number.').waitFor();
  assert.deepEqual((await order()).slice(0, 2), [second, first]);
  assert.equal(await button(second, 'Hold').count(), 0);
  await assertAccessible(visitor, 'two calls at once');

  await button(first, 'Hold').click();
  await button(first, 'Take back').waitFor();
  await pickUp(product(), second);
  await button(second, 'Hold').waitFor();
  assert.deepEqual((await order()).slice(0, 2), [second, first]);
  await button(second, 'Hang up').click();
  await page.locator(`[data-call="${second}"][data-state="ended"]`).waitFor();
  await button(first, 'Take back').click();
  await button(first, 'Hold').waitFor();
  await button(first, 'Hang up').click();
  await page.locator(`[data-call="${first}"][data-state="ended"]`).waitFor();
});

test('a missed call leaves a task: it is found, its subject is a link, and it is closed by hand or by the keyboard', async () => {
  const visitor = await entered();
  const { page } = visitor;
  await hangUp(product(), await ring(product(), phone));
  const title = `Call back ${name}`;
  const rest = await administratorsRest(product());
  const tasks = () => rest.call<{ records: unknown[] }>('GET', `/records/task?q=${encodeURIComponent(title)}`);
  await until('the missed call to be a task', async () => (await tasks()).records.length > 0);
  await page.getByRole('link', { name: 'Tasks' }).click();
  await listed(visitor);
  const row = page.getByRole('row').filter({ hasText: title }).first();
  await row.getByRole('link', { name, exact: true }).waitFor();
  await assertAccessible(visitor, 'tasks');

  await row.getByRole('link', { name: title }).click();
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
  assert.match((await page.getByRole('main').getByRole('link', { name, exact: true }).first().getAttribute('href')) ?? '', /^\/persons\//);
  await assertAccessible(visitor, 'a task');
  await page.getByRole('button', { name: 'Done', exact: true }).click();
  await page.getByText(`“${title}” is done.`).waitFor();
  await page.getByRole('button', { name: 'Done', exact: true }).waitFor({ state: 'detached' });

  await page.getByRole('link', { name: 'Tasks' }).first().click();
  await page.getByRole('button', { name: 'New task' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Title').fill(`Write to ${name}`);
  await assertAccessible(visitor, 'a new task');
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { level: 1, name: `Write to ${name}` }).waitFor();
  await page.getByRole('link', { name: 'Tasks' }).first().click();
  await page.getByLabel('Search tasks').fill(name);
  const mine = page.getByRole('link', { name: `Write to ${name}` });
  await mine.focus();
  await page.keyboard.press('Control+Enter');
  await page.getByText(`“Write to ${name}” is done.`).waitFor();
  await mine.waitFor({ state: 'detached' });
  await page.getByLabel('Search tasks').fill('nothing is called that');
  await page.getByText('Nothing matches').waitFor();
  await page.getByText('All', { exact: true }).click();
  await page.getByLabel('Search tasks').fill(name);
  await mine.waitFor();
  await page.getByRole('row').filter({ has: mine }).getByText('Done', { exact: true }).waitFor();
  for (const [link, button] of [['Cases', 'New case'], ['Campaigns', 'New campaign']] as const) {
    await page.getByRole('link', { name: link }).click();
    await page.getByRole('button', { name: button }).waitFor();
    await page.getByText(`“${button}” begins one.`).waitFor();
    await assertAccessible(visitor, `no ${link.toLowerCase()}`);
  }
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
  await listed(visitor);
  await assertAccessible(visitor, 'persons on a telephone');
});

/** The form of an add-on's action on the record that is open. */
async function chosen({ page }: Visitor, action: string) {
  await page.getByRole('button', { name: 'Actions', exact: true }).click();
  await page.getByRole('menuitem', { name: action, exact: true }).click();
  return page.getByRole('dialog');
}

/** An SMS whose parts and price were seen, ready to be sent. */
async function written(visitor: Visitor, text: string) {
  const form = await chosen(visitor, 'Send SMS');
  await form.getByLabel('Text').fill(text);
  await form.getByRole('button', { name: look }).click();
  await form.getByRole('status').waitFor();
  return form;
}

async function closed({ page }: Visitor) {
  await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

async function openPerson({ page }: Visitor): Promise<void> {
  await page.goto(`${product().urls.host}/persons?q=${encodeURIComponent(name)}`);
  await page.getByRole('link', { name }).first().click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}
