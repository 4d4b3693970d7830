import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { assertAccessible, assertNoComplaints, launch, listed, logIn, visit, type Visitor } from './browser.ts';
import { journeys } from './journeys.ts';
import { administrator, type Product } from './product.ts';
import { administratorsRest } from './rest.ts';
import { mailSink } from './smtp.ts';

const { entered, product } = journeys(async (started) => {
  await (await administratorsRest(started)).call('DELETE', '/settings/mail');
});

// Browsers use security keys at names only, not at a bare address.
const byName = (given: Product): Product => ({
  ...given,
  urls: { ...given.urls, host: given.urls.host.replace('127.0.0.1', 'localhost') },
});

/** A key of Chromium's own that is touched whenever it is asked. */
async function plugIn(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'usb', hasResidentKey: false, hasUserVerification: false, isUserVerified: false },
  });
  return {
    takeOut: async () => {
      await session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
      await session.send('WebAuthn.disable');
      await session.detach();
    },
  };
}

async function openKeys({ page }: Visitor) {
  await page.getByRole('banner').getByRole('button').last().click();
  await page.getByRole('menuitem', { name: 'Security keys' }).click();
  await page.getByRole('heading', { level: 1, name: 'Security keys' }).waitFor();
}

async function password({ page }: Visitor, given: Product) {
  const { email, password } = administrator(given);
  await page.locator('input[type=email]').fill(email);
  await page.locator('input[autocomplete=current-password]').fill(password);
  await page.keyboard.press('Enter');
}

async function logOut({ page }: Visitor) {
  await page.getByRole('banner').getByRole('button').last().click();
  await page.getByRole('menuitem').last().click();
  await page.locator('input[type=email]').waitFor();
}

test('an administrator names the mail server, tries it out and takes it away again', async () => {
  const sink = await mailSink();
  const visitor = await entered();
  const { page } = visitor;
  await page.getByRole('link', { name: 'Mail server' }).click();
  await page.getByRole('heading', { level: 1, name: 'Mail server' }).waitFor();
  await page.getByText('There is no mail server yet').waitFor();
  await assertAccessible(visitor, 'no mail server');

  const host = page.getByLabel('Name of the server');
  await host.fill('smtp://127.0.0.1');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('A name such as mail.example.com').waitFor();
  await page.getByText('Please fill this in').waitFor();
  assert.equal(await host.evaluate((input) => document.activeElement === input), true);
  await assertAccessible(visitor, 'mail settings refused');

  await host.fill('127.0.0.1');
  await page.getByRole('textbox', { name: 'Port' }).fill(String(sink.port));
  await page.getByLabel('Sender').fill('Company <crm@example.com>');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('These settings are in use.').waitFor();

  await page.getByLabel('Send a mail to').fill('boss@example.com');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('The server has taken the mail to boss@example.com.').waitFor();
  assert.deepEqual(sink.recipients, ['boss@example.com']);
  await sink.close();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('alert', { name: 'That did not work' }).waitFor();
  await assertAccessible(visitor, 'a mail server that is gone');

  await page.getByRole('button', { name: 'Remove these settings' }).click();
  await page.getByText('There is no mail server yet').waitFor();
});

test('the mail settings are gone through by keyboard in the order in which they are read', async () => {
  const { page } = await entered();
  await page.getByRole('link', { name: 'Mail server' }).click();
  await page.getByLabel('Name of the server').focus();
  for (const label of ['Encryption', 'Port', 'Sender', 'User name', 'Password']) {
    await page.keyboard.press('Tab');
    const text = await page.evaluate(() => (document.activeElement as HTMLInputElement).labels?.[0]?.textContent);
    assert.equal(text?.replace(/[*\s]+$/, ''), label);
  }
});

test('a colleague who does not manage add-ons is told so', async () => {
  const visitor = await entered(product().logins.find(({ role }) => role === 'sales'));
  await visitor.page.getByRole('link', { name: 'Mail server' }).click();
  await visitor.page.getByRole('alert').getByText('Ask an administrator').waitFor();
  await assertAccessible(visitor, 'mail settings without the right');
});

test('a security key is added, asked for at the log-in, stood in for by a recovery code, and taken away', async () => {
  const given = byName(product());
  const browser = await launch();
  try {
    const visitor = await visit(browser, given);
    const { page } = visitor;
    const key = await plugIn(page);
    await logIn(visitor, administrator(given));
    await openKeys(visitor);
    await page.getByText('No security key yet').waitFor();
    await assertAccessible(visitor, 'no security key');
    await page.getByLabel('Name of the key').fill('blue one');
    await page.getByRole('button', { name: 'Add, then touch the key' }).click();
    await page.getByText('The key is yours').waitFor();
    const codes = await page.locator('ol code').allTextContents();
    assert.equal(codes.length, 10);
    await assertAccessible(visitor, 'a security key and its recovery codes');

    await logOut(visitor);
    await password(visitor, given);
    await page.getByRole('button', { name: 'Use the security key' }).waitFor();
    await assertAccessible(visitor, 'the second step');
    await page.getByRole('button', { name: 'Use the security key' }).click();
    await page.locator('header').waitFor();

    await logOut(visitor);
    await key.takeOut();
    const strange = await plugIn(page);
    await password(visitor, given);
    await page.getByRole('button', { name: 'Use the security key' }).click();
    await page.getByText('The security key was not used').waitFor();
    await page.getByLabel('Code').fill(codes[0] ?? '');
    await page.getByRole('button', { name: 'Log in with the code' }).click();
    await page.locator('header').waitFor();
    await strange.takeOut();

    await openKeys(visitor);
    await page.getByText('Last used').waitFor();
    await page.getByRole('button', { name: 'Remove blue one' }).click();
    await page.getByLabel('Your password').fill(administrator(given).password);
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('No security key yet').waitFor();
    await visitor.leave();
    assertNoComplaints(visitor);
  } finally {
    await browser.close();
  }
});

test('an administrator sees how old the last backup is and which disks are encrypted; staff see nothing of it', async () => {
  const visitor = await entered();
  const { page } = visitor;
  await page.getByRole('link', { name: 'Backups and disks' }).click();
  await page.getByRole('heading', { level: 1, name: 'Backups and disks' }).waitFor();
  const data = page.locator('[data-volume="data"]');
  await data.getByText(/^(encrypted|not encrypted|not known)$/).waitFor();
  await page.getByText(/^No backups are made|^The last one|^None has been verified/).waitFor();
  await assertAccessible(visitor, 'backups and disks');

  const [, seller] = product().logins;
  const staff = await entered(seller);
  await staff.page.getByRole('link', { name: 'Persons' }).click();
  await listed(staff);
  assert.equal(await staff.page.getByRole('link', { name: 'Backups and disks' }).count(), 0);
});

test('everything about a person is downloaded as a ZIP archive from their page, by who guards personal data', async () => {
  const visitor = await entered();
  const { page } = visitor;
  await page.getByRole('link', { name: 'Persons' }).click();
  await listed(visitor);
  await page.locator('tbody tr a').first().click();
  const link = page.getByRole('link', { name: 'Download everything about this person (ZIP)' });
  await link.waitFor();
  await assertAccessible(visitor, 'the data protection of a person');
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  assert.equal(download.suggestedFilename(), 'person-export.zip');
  assert.equal(readFileSync(await download.path()).subarray(0, 2).toString(), 'PK');
});
