import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible, listed, type Visitor } from './browser.ts';
import { breakIt, garden, publish, stateOf } from './garden.ts';
import { journeys } from './journeys.ts';
import { administratorsRest, until, type Rest } from './rest.ts';

let rest: Rest;
const { entered, product } = journeys(async (started) => {
  rest = await administratorsRest(started);
  await publish(started, '1.0.0');
});

async function managed(): Promise<Visitor> {
  const visitor = await entered();
  await visitor.page.goto(`${product().urls.host}/addons/${garden}`);
  await visitor.page.getByRole('heading', { level: 1, name: 'Garden' }).waitFor();
  return visitor;
}

test('before an add-on is installed its prompt names the records it keeps and the files it reads', async () => {
  const visitor = await entered();
  const { page } = visitor;
  await page.getByRole('link', { name: 'Add-ons', exact: true }).click();
  await page.locator(`[data-addon="${garden}"]`).getByRole('button', { name: 'Install Garden' }).click();
  const prompt = page.getByRole('dialog');
  await prompt.getByText('Its vendor shows no pictures of it.').waitFor();
  await prompt.getByText('Keep records of a kind of its own: Beds').waitFor();
  await prompt.getByText('Read the files in its format “Seed lists” that users import').waitFor();
  await assertAccessible(visitor, 'an installation');
  const install = prompt.getByRole('button', { name: 'Install', exact: true });
  assert.equal(await install.isDisabled(), true);
  await prompt.getByRole('checkbox').check();
  await install.click();
  await prompt.waitFor({ state: 'detached' });
  assert.equal((await stateOf(rest)).state, 'running');
});

test('an entry of the main menu opens a page that the host draws', async () => {
  const visitor = await entered();
  const { page } = visitor;
  await page.getByRole('link', { name: 'Garden overview' }).click();
  await page.getByRole('heading', { level: 1, name: 'The garden' }).waitFor();
  await page.getByText('Everything is in bloom.').waitFor();
  assert.deepEqual(await page.locator('a[aria-current="page"]').allTextContents(), ['Garden overview']);
  await assertAccessible(visitor, "an add-on's page of the menu");
});

test('a file in the format of an add-on is previewed, imported and found', async () => {
  const family = `Odlare-${Date.now().toString(36)}`;
  const visitor = await entered();
  const { page } = visitor;
  await page.getByRole('link', { name: 'Import' }).click();
  await page.getByText('Seed lists (.seeds)').waitFor();
  await page.locator('input[type=file]').setInputFiles({
    name: 'gardeners.seeds',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(`Rosa ${family}: roses\nBo ${family}: beans\n`),
  });
  await page.getByRole('textbox', { name: 'Field for the column Last name' }).waitFor();
  await page.getByRole('row', { name: /^Grows/ }).getByText('roses').waitFor();
  await assertAccessible(visitor, "a file in an add-on's format");
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByText('What became of the rows').waitFor({ timeout: 60_000 });
  await page.getByRole('link', { name: 'Persons' }).first().click();
  await page.getByLabel('Search by name, phone or e-mail').fill(`Bo ${family}`);
  await page.getByRole('link', { name: `Bo ${family}` }).first().waitFor();
});

test("a plugin's panel stands on the record, and nothing of it is followed or run", async () => {
  const visitor = await entered();
  const { page } = visitor;
  await page.getByRole('link', { name: 'Persons' }).click();
  await listed(visitor);
  await page.locator('tbody a').first().click();
  const panel = page.getByRole('region', { name: 'Garden', exact: true });
  await panel.getByText('Grown by version 1.0.0.').waitFor();
  await panel.getByText('<b>loam</b>').waitFor();
  await panel.getByRole('cell', { name: 'Beans' }).waitFor();
  await panel.locator('canvas').waitFor();
  assert.equal(await panel.getByRole('link', { name: 'All deals' }).getAttribute('href'), '/deals');
  assert.equal(await panel.getByText("Somebody's script").count(), 1);
  assert.equal(await panel.getByRole('link', { name: "Somebody's script" }).count(), 0);
  await assertAccessible(visitor, "a plugin's panel");
});

test('an action is run on the ticked records, and each refusal is named', async () => {
  const visitor = await entered();
  const { page } = visitor;
  await page.getByRole('link', { name: 'Persons' }).click();
  const rows = page.locator('tbody tr');
  await listed(visitor);
  const water = page.getByRole('button', { name: 'Water the beds' });
  assert.equal(await water.isDisabled(), true);
  const refused = (await rows.first().getByRole('link').first().innerText()).trim();
  for (const index of [0, 1, 2]) await rows.nth(index).getByRole('checkbox').check();
  await page.getByText('3 ticked').waitFor();
  await assertAccessible(visitor, 'ticked rows');

  await water.click();
  const prompt = page.getByRole('dialog');
  await prompt.getByRole('button', { name: 'Run' }).click();
  await prompt.getByText('Please fill this in').waitFor();
  await prompt.getByLabel('But not the bed of').fill(refused.split(' ').slice(1).join(' '));
  await assertAccessible(visitor, 'a bulk action');
  await prompt.getByRole('button', { name: 'Run' }).click();
  await prompt.getByText('This bed is wet enough.').first().waitFor();
  await prompt.getByText(/^Done on [12] record/).waitFor();
  assert.ok((await prompt.getByRole('alert').innerText()).includes(refused));
  await assertAccessible(visitor, 'what became of a bulk action');
  await prompt.getByRole('button', { name: 'Close' }).last().click();
  await page.getByText('0 ticked').waitFor();
});

test('settings stand in the order the schema names, and users are chosen by name', async () => {
  const visitor = await managed();
  const { page } = visitor;
  const form = page.getByRole('form', { name: 'Settings' });
  const names = await form.locator('input[name]').evaluateAll((all) => all.map((one) => one.getAttribute('name')));
  assert.deepEqual(names, ['tool', 'keeper', 'area']);
  await form.getByRole('textbox', { name: 'Keeper' }).click();
  await page.getByRole('option', { name: 'Bo Berg' }).click();
  await form.getByRole('button', { name: 'Add to Whose bed is which' }).click();
  await form.getByLabel('Name', { exact: true }).fill('south');
  await form.getByRole('textbox', { name: 'Colleague' }).click();
  await page.getByRole('option', { name: 'Anna Andersson' }).click();
  await assertAccessible(visitor, 'users as settings');
  const saved = page.waitForRequest((request) => request.url().endsWith('/settings') && request.method() === 'PUT');
  await form.getByRole('button', { name: 'Save settings' }).click();
  const sent = (await saved).postDataJSON() as { keeper: string; beds: Record<string, string> };
  const users = (await rest.call<{ users: { id: string; name: string }[] }>('GET', '/users')).users;
  const id = (name: string) => users.find((user) => user.name === name)?.id;
  assert.equal(sent.keeper, id('Bo Berg'));
  assert.deepEqual(sent.beds, { south: id('Anna Andersson') });
});

test('an add-on is updated and goes back', async () => {
  await publish(product(), '2.0.0');
  const visitor = await managed();
  const { page } = visitor;
  await page.getByRole('button', { name: 'Update to 2.0.0' }).click();
  const prompt = page.getByRole('dialog');
  await prompt.getByRole('checkbox').check();
  await assertAccessible(visitor, 'an update');
  await prompt.getByRole('button', { name: 'Update to 2.0.0' }).click();
  await page.getByText('Version 2.0.0', { exact: true }).waitFor();
  await page.getByText('Updated from 1.0.0 to 2.0.0').waitFor();

  await page.getByRole('button', { name: 'Go back to 1.0.0' }).click();
  await page.getByText('Gone back from 2.0.0 to 1.0.0').waitFor();
  await page.getByText('Version 1.0.0', { exact: true }).waitFor();
  await assertAccessible(visitor, 'a version gone back from');
});

test('an update that crashes goes back by itself, and the page says why', async () => {
  await rest.call('POST', `/plugins/${garden}/update`, { version: '2.0.0' });
  for (let times = 0; times < 3; ++times) await breakIt(rest);
  await until('the version before', async () => (await stateOf(rest)).version === '1.0.0');

  const { page } = await managed();

  await page.getByText('Gone back from 2.0.0 to 1.0.0').waitFor();
  await page.getByText('2.0.0 crashed 3 times soon after the update').waitFor();
});

test('quarantine is shown with the last words, and lifted', async () => {
  for (let times = 0; times < 3; ++times) await breakIt(rest);
  const visitor = await managed();
  const { page } = visitor;
  const alert = page.getByRole('alert').filter({ hasText: 'Garden is in quarantine' });
  await alert.waitFor();
  await page.getByRole('group', { name: 'Last lines of its log' }).first().getByText('the spade breaks').waitFor();
  await assertAccessible(visitor, 'quarantine');

  await alert.getByRole('button', { name: 'Lift the quarantine and start it' }).click();

  await alert.waitFor({ state: 'detached' });
  assert.equal((await stateOf(rest)).state, 'running');
});
