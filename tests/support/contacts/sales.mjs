// Deals, leads and orders over the last two years, counted back from `today`,
// so that every period a dashboard offers holds something to measure.
import { fakers } from './persons.mjs';

const dayMs = 24 * 60 * 60 * 1000;
const iso = (ms) => new Date(ms).toISOString().slice(0, 10);
const stages = ['new', 'qualified', 'proposal', 'negotiation'];
const probabilities = { new: 10, qualified: 25, proposal: 50, negotiation: 75, won: 100, lost: 0 };
const currencies = { sv: 'SEK', da: 'DKK', ru: 'EUR', en: 'GBP' };
const subjects = ['Annual agreement', 'Pilot', 'Spare parts', 'Service contract', 'Extension', 'Delivery', 'Training'];
const lossReasons = ['price', 'competitor', 'no budget', 'timing', 'no answer'];
const owners = ['anna@kontor.example', 'bo@kontor.example', 'carin@kontor.example'];

export const dealHeader =
  'Title;Company;Contact e-mail;Pipeline;Stage;Probability;Amount;Currency;Created;Expected close;Closed;Outcome;Loss reason;Owner';

export function deals(people, count, today) {
  const faker = fakers.en;
  const customers = people.filter((one) => one.email.includes('@') && one.company);
  return Array.from({ length: count }, (unused, index) => {
    const person = faker.helpers.arrayElement(customers);
    const createdMs = today - faker.number.int({ min: 1, max: 730 }) * dayMs;
    const closedMs = createdMs + faker.number.int({ min: 5, max: 120 }) * dayMs;
    const open = closedMs >= today;
    const won = !open && faker.number.float() < 0.38;
    const stage = open ? faker.helpers.arrayElement(stages) : won ? 'won' : 'lost';
    return [
      `${faker.helpers.arrayElement(subjects)} ${index + 1}`,
      oneLine(person.company),
      person.email.toLowerCase(),
      'sales',
      stage,
      probabilities[stage],
      amount(faker),
      currencies[person.locale],
      iso(createdMs),
      iso(closedMs + faker.number.int({ min: -10, max: 10 }) * dayMs),
      open ? '' : iso(closedMs),
      open ? 'open' : stage,
      stage === 'lost' ? faker.helpers.arrayElement(lossReasons) : '',
      faker.helpers.arrayElement(owners),
    ];
  });
}

// 12 500,00 and 12500.00 and 12500: all three stand in real lists.
function amount(faker) {
  const whole = faker.number.int({ min: 20, max: 900 }) * 100;
  const text = String(whole);
  return faker.helpers.weightedArrayElement([
    { weight: 6, value: `${text}.00` },
    { weight: 3, value: text },
    { weight: 1, value: `${text.replace(/(\d)(?=(\d{3})+$)/g, '$1 ')},00` },
  ]);
}

export const leadHeader = 'Title;Contact e-mail;Source;Stage;Owner;Created;Converted;Deal';

const dealColumns = { title: 0, email: 2, created: 8 };

// A converted lead came some weeks before its deal, from the same person; each deal
// comes of one lead at most.
export function leads(people, dealRows, count, today) {
  const faker = fakers.en;
  const reachable = people.filter((one) => one.email.includes('@'));
  const sources = new Map(people.map((one) => [one.email.toLowerCase(), one.source]));
  const converted = faker.helpers.arrayElements(dealRows, count);
  return Array.from({ length: count }, (unused, index) => {
    const person = faker.helpers.arrayElement(reachable);
    const stage = faker.helpers.weightedArrayElement([
      { weight: 30, value: 'lead' },
      { weight: 20, value: 'mql' },
      { weight: 14, value: 'sql' },
      { weight: 18, value: 'converted' },
      { weight: 18, value: 'lost' },
    ]);
    const deal = stage === 'converted' ? converted[index] : null;
    const email = deal ? deal[dealColumns.email] : person.email.toLowerCase();
    const createdMs = deal
      ? Date.parse(deal[dealColumns.created]) - faker.number.int({ min: 1, max: 45 }) * dayMs
      : today - faker.number.int({ min: 1, max: 540 }) * dayMs;
    return [
      `Enquiry ${index + 1}`,
      email,
      sources.get(email) || 'Web',
      stage,
      faker.helpers.arrayElement(owners),
      iso(createdMs),
      deal ? deal[dealColumns.created] : '',
      deal ? deal[dealColumns.title] : '',
    ];
  });
}

export const orderHeader = 'Number;Company;Contact e-mail;Date;Total;Currency';

export function orders(people, count, today) {
  const faker = fakers.en;
  const customers = people.filter((one) => one.email.includes('@') && one.company);
  return Array.from({ length: count }, (unused, index) => {
    const person = faker.helpers.arrayElement(customers);
    return [
      `O-${String(index + 1).padStart(6, '0')}`,
      oneLine(person.company),
      person.email.toLowerCase(),
      iso(today - faker.number.int({ min: 0, max: 720 }) * dayMs),
      `${faker.number.int({ min: 40, max: 40000 })}.${faker.string.numeric(2)}`,
      currencies[person.locale],
    ];
  });
}

const oneLine = (text) => text.split('\n')[0];
