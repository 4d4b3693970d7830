import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './browser.ts';
import { journeys } from './journeys.ts';
import { texts, type Product } from './product.ts';
import { administratorsRest, until } from './rest.ts';

// Three people of a region of their own, two of whom agreed.
const region = `Utskick ${Date.now().toString(36)}`;
const people = [
  { first_name: 'Alva', phone: '+46701740691', agreed: true },
  { first_name: 'Bertil', phone: '+46701740692', agreed: true },
  { first_name: 'Cecilia', phone: '+46701740693', agreed: false },
];
const look = 'See first what would happen';
const greeting = `Hej från ${region}!`;

async function gather(product: Product): Promise<void> {
  const rest = await administratorsRest(product);
  for (const { agreed, ...fields } of people) {
    const { id } = await rest.call<{ id: string }>('POST', '/records/person', { fields: { ...fields, last_name: region, region } });
    if (!agreed) continue;
    await rest.call('POST', '/actions/kontor.consent/consent.record', {
      record: { entity: 'person', id },
      input: { purpose: 'marketing', proof: 'On paper' },
    });
  }
  const filter = JSON.stringify([{ field: 'region', op: 'eq', value: region }]);
  await rest.call('POST', '/records/segment', { fields: { name: region, of: 'person', filter } });
}

const { entered, product } = journeys(gather);

test('a campaign: a segment, parts and price before anything leaves, then its count, its recipients, and STOP', async () => {
  const visitor = await entered();
  const { page } = visitor;
  await page.getByRole('link', { name: 'SMS', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'SMS' }).waitFor();
  const form = page.getByRole('form', { name: 'SMS to a segment' });
  await form.waitFor();
  await assertAccessible(visitor, 'the page SMS');

  const segment = { name: 'Segment' };
  await form.getByRole('combobox', segment).or(form.getByRole('textbox', segment)).fill(region);
  await page.getByRole('option', { name: region }).click();
  await form.getByRole('textbox', { name: /^Text/ }).fill(`${greeting} {first_name|du} REPLY:STOP`);
  await form.getByRole('button', { name: look }).click();
  await form.getByRole('status').getByText('2 people, 2 part(s), 0.70 SEK').waitFor();
  await form.getByRole('status').getByText(new RegExp(`${greeting} (Alva|Bertil)`)).waitFor();
  await assertAccessible(visitor, 'parts and price');
  assert.ok(!(await texts(product())).some((text) => text.includes(greeting)), 'nothing has left');

  await form.getByRole('button', { name: 'SMS to a segment' }).click();
  await form.getByRole('status').getByText(/2 sent/).waitFor();
  const row = page.getByRole('row').filter({ hasText: greeting });
  await until('each message has arrived', async () => (await row.getByRole('cell').nth(3).textContent()) === '2');
  assert.deepEqual((await texts(product())).filter((text) => text.includes(greeting)).sort(), [
    `${greeting} Alva REPLY:STOP`,
    `${greeting} Bertil REPLY:STOP`,
  ]);
  await assertAccessible(visitor, 'a campaign counted');

  await page.getByRole('button', { name: new RegExp(`^Recipients: .*${greeting.slice(0, 20)}`) }).click();
  const recipients = page.getByRole('table', { name: /^Recipients: / });
  await recipients.getByRole('row').filter({ hasText: 'Bertil' }).getByText(/^By consent [0-9a-f]+$/).waitFor();
  assert.equal(await recipients.getByText('Cecilia').count(), 0);
  await assertAccessible(visitor, "a campaign's recipients");

  // The telephone answered STOP: a thread of two on the card, and no third message.
  await page.getByRole('main').getByRole('link', { name: 'Alva', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: `Alva ${region}` }).waitFor();
  await page.locator('[data-kind="sms"]').getByText('Opted out').waitFor();
  await page.locator('[data-kind="sms"]').getByText('Delivered').waitFor();
  assert.equal(await page.locator('[data-kind="sms"]').count(), 2);
  await assertAccessible(visitor, 'a thread on the timeline');
  await page.getByRole('button', { name: 'Actions', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Send SMS', exact: true }).click();
  const more = page.getByRole('dialog');
  await more.getByLabel('Text').fill('And one more thing.');
  await more.getByRole('button', { name: look }).click();
  await more.getByRole('status').waitFor();
  await more.getByRole('button', { name: 'Send SMS', exact: true }).click();
  await more.getByRole('alert').getByText(/consent|opted out/i).waitFor();
});
