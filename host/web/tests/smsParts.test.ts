import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smsSize } from '../src/pages/record/smsParts.ts';

test('160 plain characters are one part, one more makes two', () => {
  assert.equal(smsSize('a'.repeat(160)).parts, 1);
  assert.equal(smsSize('a'.repeat(161)).parts, 2);
});

test('Cyrillic makes parts of 70, joined ones of 67', () => {
  assert.deepEqual(smsSize('Ж'.repeat(70)), { parts: 1, used: 70, room: 70, unicode: true });
  assert.equal(smsSize('Ж'.repeat(71)).parts, 2);
});

test('Swedish letters stay in the short alphabet, the euro takes two places', () => {
  assert.deepEqual(smsSize('åäö €'), { parts: 1, used: 6, room: 160, unicode: false });
});
