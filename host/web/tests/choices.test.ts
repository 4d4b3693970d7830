import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TFunction } from 'i18next';
import { choicesOf, isSettled, stateOf, wordsOf, type Search } from '../src/records/choices.ts';

const t = ((key: string, values?: object) => (values ? `${key} ${JSON.stringify(values)}` : key)) as unknown as TFunction;
const alva = { value: '1', label: 'Alva' };
const bo = { value: '2', label: 'Bo' };
const search = (over: Partial<Search>): Search => ({
  text: '',
  asked: '',
  answer: { choices: [alva], more: false },
  failure: undefined,
  chosen: undefined,
  ...over,
});
const shown = (over: Partial<Search>) => choicesOf(search(over), t).map(({ label }) => label);
const said = (over: Partial<Search>) => stateOf(search(over), t);

test('the name of what is chosen asks for nothing, so that one can choose another at once', () => {
  assert.equal(wordsOf('Bo', bo), '');
  assert.equal(wordsOf(' Al ', bo), 'Al');
  assert.deepEqual(shown({ text: 'Bo', chosen: bo }), ['Bo', 'Alva']);
  assert.deepEqual(shown({ text: 'Alva', chosen: alva }), ['Alva']);
});

test('an answer to what was written before offers nothing: nobody takes the wrong one in haste', () => {
  assert.equal(isSettled(search({ text: 'Al', asked: 'A' })), false);
  assert.deepEqual(shown({ text: 'Al', asked: 'A' }), []);
  assert.equal(said({ text: 'Al', asked: 'A' }), 'picker.searching');
  assert.equal(said({ answer: undefined }), 'picker.searching');
  assert.deepEqual(shown({ text: 'Al', asked: 'Al' }), ['Alva']);
});

test('how many are found is said, and that there are more than are shown', () => {
  assert.equal(said({}), 'picker.found {"count":1}');
  const many = { answer: { choices: [alva, bo], more: true } };
  assert.equal(said(many), 'picker.found {"count":2} picker.more');
  const last = choicesOf(search(many), t).at(-1);
  assert.equal(last?.label, 'picker.more');
  assert.equal(last?.disabled, true);
});

test('nothing there, nothing found and a search that failed are three sentences', () => {
  const none = { answer: { choices: [], more: false } };
  assert.equal(said(none), 'picker.none');
  assert.equal(said({ ...none, text: 'Xy', asked: 'Xy' }), 'list.noMatch {"q":"Xy"}');
  assert.equal(said({ answer: undefined, failure: 'other' }), 'picker.failed');
  assert.equal(said({ answer: undefined, failure: 'rights' }), 'failure.rights.advice');
});
