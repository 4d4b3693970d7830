import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pictureAfter } from '../src/pages/addons/screenshots.ts';

test('arrow keys, Home and End lead from picture to picture and not past the last', () => {
  assert.equal(pictureAfter('ArrowRight', 0, 3), 1);
  assert.equal(pictureAfter('ArrowRight', 2, 3), 2);
  assert.equal(pictureAfter('ArrowLeft', 1, 3), 0);
  assert.equal(pictureAfter('ArrowLeft', 0, 3), 0);
  assert.equal(pictureAfter('End', 0, 3), 2);
  assert.equal(pictureAfter('Home', 2, 3), 0);
});

test('any other key leads nowhere', () => {
  for (const key of ['Tab', 'Enter', 'Escape', 'a']) assert.equal(pictureAfter(key, 1, 3), 1);
});
