import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waysOfEntity } from '../src/records/fields.ts';
import { generalActions } from '../src/api/contributions.ts';
import { nameOfChoice } from '../src/settings/nameOfChoice.ts';
import { askedBy, brokenRule, fieldOf, isForPeople, settingsOf, Unreadable, written } from '../src/settings/schema.ts';
import { missingOf, waysInWords, waysOf } from '../src/settings/ways.ts';

const settings = settingsOf({
  required: ['gateway'],
  properties: {
    gateway: { type: 'string', format: 'uri', maxLength: 30 },
    retries: { type: 'integer', minimum: 0, maximum: 5 },
    loud: { type: 'boolean' },
    tone: { enum: ['low', 'high'] },
    sender: { type: ['string', 'null'], pattern: '^[A-Z]+$', minLength: 2 },
    extensions: { type: 'object', additionalProperties: { type: 'string' } },
    bases: { type: 'object', additionalProperties: { enum: ['consent', 'contract'] } },
    rules: { type: 'array' },
  },
});
const rule = (name: string, value: unknown) =>
  brokenRule(settings.find((one) => one.name === name)!, value)?.rule;

test('each property of a schema becomes the input that fits it', () => {
  assert.deepEqual(
    settings.map(({ kind }) => kind),
    ['text', 'number', 'boolean', 'choice', 'text', 'map', 'map', 'json'],
  );
  assert.deepEqual(settings.filter(({ required }) => required).map(({ name }) => name), ['gateway']);
  assert.deepEqual(settingsOf(null), []);
});

test('a value that breaks a rule of the schema is named before anything is sent', () => {
  assert.equal(rule('gateway', ''), 'required');
  assert.equal(rule('gateway', 'not an address'), 'uri');
  assert.equal(rule('gateway', 'https://gateway.example'), undefined);
  assert.equal(rule('gateway', `https://${'a'.repeat(40)}.example`), 'maxLength');
  assert.equal(rule('retries', 1.5), 'integer');
  assert.equal(rule('retries', -1), 'minimum');
  assert.equal(rule('retries', 6), 'maximum');
  assert.equal(rule('sender', 'a'), 'minLength');
  assert.equal(rule('sender', 'abc'), 'pattern');
  assert.equal(rule('sender', ''), undefined);
  assert.equal(rule('rules', new Unreadable('[')), 'json');
});

test('what nobody wrote is not sent, so that defaults stay', () => {
  assert.deepEqual(written(settings, { gateway: 'https://a.example', sender: '', retries: 0, loud: false }), {
    gateway: 'https://a.example',
    retries: 0,
    loud: false,
  });
});

test('what must be given and has a default is given as that, and may be left empty', () => {
  const purposes = settingsOf({ required: ['purpose'], properties: { purpose: { type: 'string', default: 'marketing' } } });
  assert.equal(brokenRule(purposes[0]!, ''), undefined);
  assert.deepEqual(written(purposes, { purpose: '' }), { purpose: 'marketing' });
  assert.deepEqual(written(purposes, { purpose: 'service' }), { purpose: 'service' });
});

test("the host's refusal finds its field", () => {
  assert.equal(fieldOf('/retries: must be at most 5', settings), 'retries');
  assert.equal(fieldOf('/extensions/101: must be a string', settings), 'extensions');
  assert.equal(fieldOf('/unknown: not allowed', settings), undefined);
  assert.equal(fieldOf(undefined, settings), undefined);
});

const reach = {
  properties: { phone: { type: 'string' }, street: { type: 'string' }, town: { type: 'string' } },
  anyOf: [{ required: ['phone'] }, { required: ['street', 'town'] }],
};

test('of fields of which some are enough, those that are empty are named until one list is whole', () => {
  const ways = waysOf(reach);
  assert.deepEqual(missingOf(ways, {}), ['phone', 'street', 'town']);
  assert.deepEqual(missingOf(ways, { street: 'Storgatan 1', phone: '' }), ['phone', 'town']);
  assert.deepEqual(missingOf(ways, { phone: '+46' }), []);
  assert.deepEqual(missingOf(ways, { street: 'Storgatan 1', town: 'Lund' }), []);
  assert.deepEqual(missingOf([], {}), []);
  const nameOf = (name: string) => name.toUpperCase();
  assert.equal(waysInWords(ways, nameOf, 'en'), 'PHONE or STREET and TOWN');
  assert.equal(waysInWords(ways, nameOf, 'sv'), 'PHONE eller STREET och TOWN');
});

test('what a page gives already is not asked for, and what a form cannot say is left to the host', () => {
  assert.deepEqual(waysOf(reach, { phone: '+46' }), []);
  assert.deepEqual(waysOf(reach, { town: 'Lund' }), [['phone'], ['street']]);
  assert.deepEqual(waysOf({ ...reach, anyOf: [{ required: ['phone'] }, {}] }), []);
  assert.deepEqual(waysOf({ ...reach, anyOf: [{ required: ['unknown'] }] }), []);
  assert.deepEqual(waysOf(null), []);
});

const person = {
  entity: 'person',
  required_any: ['first_name', 'phone'],
  fields: [
    { name: 'first_name', type: 'text' as const },
    { name: 'phone', type: 'phone' as const },
    { name: 'name', type: 'text' as const, computed: true },
  ],
};

test('a record of which one of several fields is enough says so of those that can be filled in', () => {
  assert.deepEqual(waysOfEntity(person), [['first_name'], ['phone']]);
  // Whoever may not write the phone is judged by the host alone.
  assert.deepEqual(waysOfEntity({ ...person, fields: person.fields.slice(0, 1) }), []);
  assert.deepEqual(waysOfEntity({ entity: 'task', fields: [] }), []);
});

test('a day is chosen from a calendar', () => {
  const [day] = settingsOf({ properties: { given_on: { type: 'string', format: 'date' } } });
  assert.equal(day?.kind, 'date');
});

test('an action asks a person for what has words; what must be given and has none is for programs', () => {
  const schema = {
    required: ['call_id'],
    properties: { number: { type: 'string', 'x-labels': { en: 'Number' } }, call_id: { type: 'string' }, filter: { type: 'array' } },
  };
  assert.deepEqual(askedBy(schema).map(({ name }) => name), ['number', 'call_id']);
  assert.deepEqual(askedBy(schema, { call_id: '7' }).map(({ name }) => name), ['number']);
  assert.equal(isForPeople(schema), false);
  assert.equal(isForPeople({ ...schema, required: [] }), true);
  assert.equal(isForPeople(undefined), true);
});

test('of an add-on one starts what is on no record and what a person can fill in, less what only tells', () => {
  const label = { en: 'A word' };
  const input = { type: 'object', required: ['call_id'], properties: { call_id: { type: 'string' } } };
  const actions = [
    { name: 'greet', label, entity: 'person' },
    { name: 'export', label, preview: 'look' },
    { name: 'look', label },
    { name: 'hold', label, input },
  ];
  const plugin = { id: 'acme.tour', name: 'Tour', version: '1.0.0', state: 'running', contributes: { actions } };
  assert.deepEqual(generalActions(plugin).map(({ contribution }) => contribution.name), ['export']);
});

test("a text that is one of the plugin's widgets is chosen from them", () => {
  assert.deepEqual(settingsOf({ properties: { widget: { type: 'string', 'x-widget': true } } }).map(({ kind }) => kind), ['widget']);
});

test('a value of an enumeration is called as its form says, else as its plugin does, else by its own words', () => {
  assert.equal(nameOfChoice('Ett avtal', 'contract', 'Contract'), 'Ett avtal');
  assert.equal(nameOfChoice('', 'given', 'Agreed'), 'Agreed');
  assert.equal(nameOfChoice('', 'legitimate_interests', undefined), 'Legitimate interests');
  assert.equal(nameOfChoice('', '-', undefined), '-');
});
