import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brokenMailRules } from '../src/pages/mail/rules.ts';
import { settingsOf } from '../src/settings/schema.ts';
import { destinationOf } from '../src/views/destination.ts';

test("a plugin's link leads to the web or into this app, and nowhere else", () => {
  assert.equal(destinationOf('https://example.com/a?b'), 'outside');
  assert.equal(destinationOf('http://example.com'), 'outside');
  assert.equal(destinationOf('/persons/1'), 'inside');
  for (const hostile of [
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'persons/1',
    '',
  ]) {
    assert.equal(destinationOf(hostile), 'nowhere', hostile);
  }
});

test('settings stand in the order of x-order, what it does not name comes last', () => {
  const schema = { properties: { a: { type: 'string' }, b: { type: 'string' }, c: { type: 'string' } } };
  assert.deepEqual(settingsOf({ ...schema, 'x-order': ['c', 'a'] }).map(({ name }) => name), ['c', 'a', 'b']);
  assert.deepEqual(settingsOf(schema).map(({ name }) => name), ['a', 'b', 'c']);
});

test('a setting that is a user is chosen from the users, also as the value of a table', () => {
  const kinds = settingsOf({
    properties: {
      deputy: { type: 'string', 'x-user': true },
      extensions: { type: 'object', additionalProperties: { type: 'string', 'x-user': true } },
    },
  }).map(({ kind }) => kind);
  assert.deepEqual(kinds, ['user', 'map']);
});

test('mail settings the host would refuse are named at their fields', () => {
  const sound = { host: 'mail.example.com', port: 587, security: 'starttls', user: '', from: 'A <a@b.se>', password: '' } as const;
  assert.deepEqual(brokenMailRules(sound), {});
  assert.deepEqual(brokenMailRules({ ...sound, host: 'smtp://mail' }), { host: 'host' });
  assert.deepEqual(brokenMailRules({ ...sound, port: 70000 }), { port: 'port' });
  assert.deepEqual(brokenMailRules({ ...sound, from: 'nobody' }), { from: 'from' });
  assert.deepEqual(brokenMailRules({ ...sound, host: '', port: '', from: ' ' }), { host: 'required', port: 'required', from: 'required' });
});
