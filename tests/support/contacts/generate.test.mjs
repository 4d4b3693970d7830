import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generate, personFiles } from './generate.mjs';

const today = Date.parse('2026-01-15');
const files = generate({ today });

function records(bytes, encoding, delimiter) {
  const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  const rows = [];
  let [row, field, quoted] = [[], '', false];
  for (const [index, character] of [...text].entries()) {
    if (character === '"') {
      if (!quoted && text[index - 1] === '"') field += '"';
      quoted = !quoted;
    } else if (!quoted && character === delimiter) {
      row.push(field);
      field = '';
    } else if (!quoted && character === '\n') {
      rows.push([...row, field.replace(/\r$/, '')]);
      [row, field] = [[], ''];
    } else field += character;
  }
  return rows.slice(1).filter((one) => one.some((value) => value.trim() !== ''));
}

const people = personFiles.flatMap(({ file, encoding, delimiter }) => records(files.get(file), encoding, delimiter));

test('ten thousand contacts in three encodings, each row with seven fields', () => {
  assert.equal(people.length, 10000);
  assert.ok(people.every((row) => row.length === 7));
});

test('three thousand deals refer to people who are in the lists', () => {
  const deals = records(files.get('deals.csv'), 'utf-8', ';');
  const known = new Set(people.map((row) => row[3].toLowerCase()));
  assert.equal(deals.length, 3000);
  assert.ok(deals.every((row) => row.length === 14 && known.has(row[2])));
});

test('one seed and one day give the same bytes', () => {
  for (const [name, bytes] of generate({ today })) assert.ok(bytes.equals(files.get(name)), name);
});

test('every kind of mess is there', () => {
  const phones = people.map((row) => row[2]);
  const kinds = {
    'plus and country': /^\+7\d{10}$/,
    'Russian trunk eight': /^8 \(9\d\d\) /,
    'double zero': /^0046\d+/,
    'city number without a code': /^\d\d-\d\d-\d\d$/,
    extension: /(ext\.|доб\.|ankn\.|lok\.) ?\d/,
  };
  for (const [kind, pattern] of Object.entries(kinds)) {
    assert.ok(phones.some((one) => pattern.test(one)), kind);
  }
  const mails = people.map((row) => row[3].toLowerCase()).filter((mail) => mail !== '');
  assert.ok(mails.length - new Set(mails).size > 200, 'double people');
  assert.ok(people.some((row) => row[4].includes('"')), 'quotes');
  assert.ok(people.some((row) => row[4].includes(';')), 'semicolons');
  assert.ok(people.some((row) => row[4].includes('\n')), 'a line break inside a field');
  for (const style of [/^\d{4}-\d\d-\d\d$/, /^\d\d\.\d\d\.\d{4}$/, /^\d\d\/\d\d\/\d{4}$/]) {
    assert.ok(people.some((row) => style.test(row[5])), String(style));
  }
  assert.match(files.get('persons-utf8.csv').toString('utf8'), /\r\n\r\n/, 'empty lines');
});
