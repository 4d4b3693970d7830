import assert from 'node:assert/strict';
import { test } from 'node:test';
import { restOf } from '../src/pages/record/restOf.ts';

test('an entry of a timeline does not repeat its headline', () => {
  assert.equal(restOf('Hello', 'Hello'), '');
  assert.equal(restOf('Hello', 'Hello\n\nBy consent 7'), 'By consent 7');
  assert.equal(restOf('', 'Hello'), 'Hello');
});

test('an entry of a timeline shows a text whole whose headline is only its beginning', () => {
  assert.equal(restOf('Hello…', 'Hello over there'), 'Hello over there');
  assert.equal(restOf('Hel', 'Hello'), 'Hello');
});
