import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './browser.ts';
import { journeys } from './journeys.ts';
import { administratorsRest } from './rest.ts';
import { mailSink } from './smtp.ts';

const { entered, product } = journeys(async (started) => {
  await (await administratorsRest(started)).call('DELETE', '/settings/mail');
});

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
