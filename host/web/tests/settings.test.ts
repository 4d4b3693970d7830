import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brokenRule, fieldOf, settingsOf, Unreadable, written } from '../src/settings/schema.ts';

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
