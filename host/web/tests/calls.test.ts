import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ScreenPop } from '../src/api/types.ts';
import { withCall } from '../src/shell/calls.ts';

const call = (call_id: string, state: string): ScreenPop => ({ call_id, state, number: '+46701740600', matches: [] });
const after = (...told: ScreenPop[]) =>
  told.reduce<ScreenPop[]>(withCall, []).map(({ call_id, state }) => `${call_id} ${state}`);

test('a second call that is offered stands above the one in talk, and both keep their places', () => {
  assert.deepEqual(after(call('a', 'answered'), call('b', 'ringing')), ['b ringing', 'a answered']);
  assert.deepEqual(after(call('a', 'answered'), call('b', 'ringing'), call('a', 'held'), call('b', 'answered')), [
    'b answered',
    'a held',
  ]);
});

test('with many calls what is over leaves first, then what rings, and last what one speaks in', () => {
  const talk = call('talk', 'held');
  const rings = ['1', '2', '3'].map((id) => call(id, 'ringing'));
  assert.deepEqual(after(talk, ...rings), ['3 ringing', '2 ringing', 'talk held']);
  assert.deepEqual(after(call('gone', 'ringing'), talk, call('gone', 'ended'), ...rings.slice(0, 2)), [
    '2 ringing',
    '1 ringing',
    'talk held',
  ]);
  assert.deepEqual(after(...['a', 'b', 'c', 'd'].map((id) => call(id, 'answered'))), ['d answered', 'c answered', 'b answered']);
});

test('a call whose card was closed does not come back to say that it is over', () => {
  assert.deepEqual(after(call('a', 'ended')), []);
  assert.deepEqual(after(call('a', 'ringing'), call('a', 'ended')), ['a ended']);
});
