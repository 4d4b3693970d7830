import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { enter, launch } from './browser.ts';
import { administrator, hangUp, pickUp, product as running, ring, type Product } from './product.ts';
import { administratorsRest, type Rest } from './rest.ts';

/**
 * Takes the pictures that the listings of the four plugins show, of a running demo:
 *
 *     ./dev up --json > up.json
 *     KONTOR_UP_JSON=up.json node --import tsx tests/e2e/screenshots.ts [plugin …]
 *
 * Everybody on them is made up anew; their numbers are kept free for films and tests.
 */
const first = Date.now() % 90;
const number = (more: number) => `+467017406${String(5 + first + more).padStart(2, '0')}`;
const people = [
  { first_name: 'Elsa', last_name: 'Lindqvist', phone: number(0), email: 'elsa.lindqvist@example.com' },
  { first_name: 'Nils', last_name: 'Bergström', phone: number(1), email: 'nils.bergstrom@example.com' },
  { first_name: 'Freja', last_name: 'Holm', phone: number(2), email: 'freja.holm@example.com' },
];
const region = `Västra hamnen ${first}`;

interface Stage {
  demo: Product;
  rest: Rest;
  page: Page;
  ids: string[];
  shoot: (plugin: string, name: string, of?: Page) => Promise<void>;
}

async function person(rest: Rest, fields: (typeof people)[number]): Promise<string> {
  return (await rest.call<{ id: string }>('POST', '/records/person', { fields: { ...fields, region } })).id;
}

function consentAction(rest: Rest, action: string, id: string, input: object): Promise<unknown> {
  return rest.call('POST', `/actions/kontor.consent/consent.${action}`, { record: { entity: 'person', id }, input });
}

const proof = 'Signed form of 3 March, version 4';

/** Painted, and nothing moves or still loads. */
async function still(page: Page): Promise<void> {
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' }).catch(() => undefined);
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running'));
}

async function choose(field: Locator, page: Page, option: string): Promise<void> {
  await field.click();
  await page.getByRole('option', { name: option }).click();
}

async function kpi({ page, shoot }: Stage): Promise<void> {
  await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor();
  await choose(page.getByRole('textbox', { name: 'Period' }), page, 'Last 2 years');
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

async function consent({ page, demo, ids, rest, shoot }: Stage): Promise<void> {
  const id = ids[0] ?? '';
  await consentAction(rest, 'record', id, { purpose: 'marketing', proof });
  await consentAction(rest, 'record', id, { purpose: 'support', proof: 'Said so on the telephone, 12 May' });
  await consentAction(rest, 'withdraw', id, { purpose: 'support' });
  await page.goto(`${demo.urls.host}/persons/${id}`);
  await page.getByRole('heading', { level: 1, name: 'Elsa Lindqvist' }).waitFor();
  const own = page.locator('a[href*="/p/kontor.consent/preferences/"]').first();
  await own.waitFor();
  await shoot('consent', 'card');
  const link = new URL((await own.getAttribute('href')) ?? '', demo.urls.host);
  const context = await browser.newContext({ viewport: { width: 640, height: 400 }, deviceScaleFactor: 2, locale: 'en-GB' });
  const theirs = await context.newPage();
  await theirs.goto(demo.urls.host + link.pathname);
  await theirs.getByRole('button').first().waitFor();
  await shoot('consent', 'preferences', theirs);
  await context.close();
}

/** A text to the people of the region, with what it would cost. */
async function previewed(page: Page, text: string): Promise<Locator> {
  const form = page.getByRole('form', { name: 'SMS to a segment' });
  const segment = { name: 'Segment' };
  await form.getByRole('combobox', segment).or(form.getByRole('textbox', segment)).fill(region);
  await page.getByRole('option', { name: region }).first().click();
  await form.getByRole('textbox', { name: /^Text/ }).fill(text);
  await form.getByRole('button', { name: 'See first what would happen' }).click();
  await form.getByRole('status').waitFor();
  return form;
}

async function sms({ page, demo, ids, rest, shoot }: Stage): Promise<void> {
  for (const id of ids) await consentAction(rest, 'record', id, { purpose: 'marketing', proof });
  const filter = JSON.stringify([{ field: 'region', op: 'eq', value: region }]);
  await rest.call('POST', '/records/segment', { fields: { name: region, of: 'person', filter } });
  await page.getByRole('link', { name: 'SMS', exact: true }).click();
  const form = await previewed(page, 'Hello {first_name|there}, our shop in Västra hamnen opens on Saturday. STOP ends these messages.');
  await form.getByRole('button', { name: 'SMS to a segment' }).click();
  await form.getByRole('status').getByText(/3 sent/).waitFor();
  await page.getByRole('row', { name: /our shop in Västra hamnen/ }).getByRole('cell', { name: '3', exact: true }).nth(2).waitFor();
  await previewed(page, 'Hello {first_name|there}! Doors open at ten, and there is coffee. STOP ends these messages.');
  await shoot('sms', 'campaign');
  const [, nils = ''] = ids;
  await rest.call('POST', '/actions/kontor.sms/sms.send', {
    record: { entity: 'person', id: nils },
    input: { text: 'Hello Nils! Your order is on its way and comes tomorrow before noon.', purpose: 'marketing' },
  });
  await fetch(`${demo.urls.smsc_control}/replies`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ from: people[1]?.phone, text: 'Thank you, somebody is at home.' }),
  });
  await page.goto(`${demo.urls.host}/persons/${nils}`);
  await page.locator('[data-kind="sms"]').nth(2).waitFor();
  await page.locator('[data-kind="sms"]').getByText('Delivered').nth(1).waitFor();
  await shoot('sms', 'thread');
}

const callsOfHours: [hour: number, calls: number][] = [[8, 3], [9, 6], [10, 8], [11, 7], [12, 3], [13, 5], [14, 7], [15, 6], [16, 4], [17, 2]];

/** The last working day at the simulated exchange: its clock, which stamps the calls, is moved through the day. */
async function workingDay(demo: Product, phone: string): Promise<void> {
  let skippedS = 0;
  const skip = async (seconds: number) => {
    skippedS += seconds;
    const answer = await fetch(`${demo.urls.pbx_control}/clock`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ skip_s: seconds }),
    });
    if (!answer.ok) throw new Error(`the exchange's clock: ${answer.status}`);
  };
  const day = new Date();
  do day.setUTCDate(day.getUTCDate() - 1);
  while ([0, 6].includes(day.getUTCDay()));
  let calls = 0;
  for (const [hour, count] of callsOfHours) {
    for (let one = 0; one < count; one += 1) {
      calls += 1;
      const begins = day.setUTCHours(hour, Math.floor((60 * one) / count), (17 * calls) % 60, 0);
      await skip(Math.round((begins - Date.now()) / 1000) - skippedS);
      const call = await ring(demo, phone, `10${1 + (calls % 3)}`);
      await skip(4 + ((11 * calls) % 23));
      if (calls % 7 !== 0) {
        await pickUp(demo, call);
        await skip(60 + ((97 * calls) % 400));
      }
      await hangUp(demo, call);
    }
  }
  await skip(-skippedS);
}

async function telephony({ page, demo, shoot }: Stage): Promise<void> {
  await page.getByRole('link', { name: 'Calls now' }).click();
  await page.getByRole('heading', { level: 1, name: 'Calls now' }).waitFor();
  const call = await ring(demo, people[0]?.phone ?? '');
  const card = page.locator(`[data-call="${call}"]`);
  await card.getByRole('link', { name: 'Elsa Lindqvist' }).waitFor();
  await pickUp(demo, call);
  await card.getByRole('button', { name: 'Hold', exact: true }).waitFor();
  await page.getByRole('main').getByRole('cell', { name: people[0]?.phone ?? '' }).waitFor();
  await shoot('telephony', 'call');
  await hangUp(demo, call);
  await page.goto(demo.urls.host);
  await page.locator('[data-widget="telephony.by_hour"] canvas').waitFor();
  const others = page.locator('[data-widget]:not([data-widget^="telephony."])').getByRole('button', { name: /^Hide / });
  while ((await others.count()) > 0) await others.first().click();
  await shoot('telephony', 'statistics');
}

const timeoutMs = 90_000; // Whoever takes pictures may be on a slow machine.
const acts = { kpi, consent, sms, telephony };

const demo = await running();
const rest = await administratorsRest(demo);
const ids: string[] = [];
for (const one of people) ids.push(await person(rest, one));
// The exchange's own calls would ring through the pictures.
await fetch(`${demo.urls.pbx_control}/simulation`, { method: 'DELETE' });
const browser = await launch();
const out = process.env['KONTOR_SCREENSHOTS'] ?? new URL('../../plugins/', import.meta.url).pathname;
const wanted = process.argv.slice(2);
for (const [name, act] of Object.entries(acts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const login = name === 'telephony' ? demo.logins[1] : administrator(demo);
  if (!login) throw new Error('nobody sits at the telephone');
  if (name === 'telephony') await workingDay(demo, people[2]?.phone ?? '');
  const { page } = await enter(browser, demo, login);
  page.setDefaultTimeout(timeoutMs);
  await page.setViewportSize({ width: 1280, height: 800 });
  const shoot = async (plugin: string, shot: string, of = page) => {
    await still(of);
    const folder = join(out, plugin, 'screenshots');
    mkdirSync(folder, { recursive: true });
    await of.screenshot({ path: join(folder, `${shot}.png`), animations: 'disabled', caret: 'hide' });
  };
  try {
    await act({ demo, rest, page, ids, shoot });
  } catch (failure) {
    console.error(name, failure);
    process.exitCode = 1;
    await page.screenshot({ path: join(out, `${name}-failed.png`) });
  }
  await page.context().close();
}
await browser.close();
await demo.stop();
