#!/usr/bin/env node
// Writes 10,000 messy contacts, 3,000 deals, leads and orders as CSV files.
// One seed and one day always give the same bytes. See README.md.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { csvLine, encode } from './csv.mjs';
import { fakers, organisations, persons } from './persons.mjs';
import { dealHeader, deals, leadHeader, leads, orderHeader, orders } from './sales.mjs';

export const personFiles = [
  {
    file: 'persons-utf8.csv',
    encoding: 'utf-8',
    delimiter: ';',
    header: 'First name;Last name;Phone;E-mail;Company;Born;Source',
    locales: { sv: 3500, en: 2000 },
  },
  {
    file: 'persons-ru-cp1251.csv',
    encoding: 'windows-1251',
    delimiter: ';',
    header: 'Имя;Фамилия;Телефон;Эл. почта;Компания;Дата рождения;Источник',
    locales: { ru: 3000 },
  },
  {
    file: 'persons-da-latin1.csv',
    encoding: 'windows-1252',
    delimiter: ',',
    header: 'Fornavn,Efternavn,Telefon,E-mail,Firma,Født,Kilde',
    locales: { da: 1500 },
  },
];

const companiesPerLocale = 250;

export function generate({ seed = 20260101, today = Date.now() } = {}) {
  const midnight = today - (today % 86400000);
  for (const [index, faker] of Object.values(fakers).entries()) faker.seed(seed + index);
  const files = new Map();
  const everybody = [];
  for (const { file, encoding, delimiter, header, locales } of personFiles) {
    const people = Object.entries(locales).flatMap(([locale, count]) =>
      persons(locale, count, organisations(locale, companiesPerLocale)));
    everybody.push(...people);
    const rows = people.map((one) =>
      csvLine([one.first, one.last, one.phone, one.email, one.company, one.born, one.source], delimiter));
    files.set(file, encode(text(header, withEmptyLines(rows)), encoding));
  }
  const sales = (header, rows) => encode(text(header, rows.map((row) => csvLine(row, ';'))), 'utf-8');
  const dealRows = deals(everybody, 3000, midnight);
  files.set('deals.csv', sales(dealHeader, dealRows));
  files.set('leads.csv', sales(leadHeader, leads(everybody, dealRows, 2000, midnight)));
  files.set('orders.csv', sales(orderHeader, orders(everybody, 2500, midnight)));
  return files;
}

const text = (header, rows) => `${[header, ...rows].join('\r\n')}\r\n`;

// An empty line here and there, and one of nothing but blanks.
function withEmptyLines(rows) {
  return rows.flatMap((row, index) => (index % 500 === 499 ? [row, index % 1000 === 999 ? '  ' : ''] : [row]));
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const { values } = parseArgs({
    options: { out: { type: 'string' }, seed: { type: 'string' }, today: { type: 'string' } },
  });
  if (!values.out) {
    console.error('usage: generate.mjs --out DIR [--seed N] [--today YYYY-MM-DD]');
    process.exit(2);
  }
  mkdirSync(values.out, { recursive: true });
  const files = generate({
    ...(values.seed && { seed: Number(values.seed) }),
    ...(values.today && { today: Date.parse(values.today) }),
  });
  for (const [name, bytes] of files) writeFileSync(join(values.out, name), bytes);
}
