import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keptOf, longText, saysMore } from '../src/views/output.ts';

test('an output that is a file is saved under its own name, with the right ending and no path', () => {
  const file = { name: 'funnel.csv', content_type: 'text/csv; charset=utf-8', content: 'a,b\r\n' };
  assert.deepEqual(keptOf('kpi.export', { output: file, message: 'Funnel' }), {
    name: 'funnel.csv',
    type: 'text/csv; charset=utf-8',
    content: 'a,b\r\n',
  });
  const nameOf = (output: Record<string, unknown>) => keptOf('acme.tell', { output: { content: 'x', ...output } })?.name;
  assert.equal(nameOf({ name: '../../etc/passwd', content_type: 'text/csv' }), 'passwd.csv');
  assert.equal(nameOf({ name: 'C:\\a\\b.csv' }), 'b.csv');
  assert.equal(nameOf({ name: 'letter\u202efdp.exe\n', content_type: 'text/plain' }), 'letterfdp.exe');
  assert.equal(nameOf({ content_type: 'application/json' }), 'acme.tell.json');
  assert.equal(nameOf({ name: '..' }), 'acme.tell.txt');
});

test('a document in JSON-LD and an answer without a message are saved as they are', () => {
  const receipt = keptOf('consent.receipt', { output: { '@context': {}, purpose: 'marketing' } });
  assert.equal(receipt?.name, 'consent.receipt.jsonld');
  assert.equal((JSON.parse(receipt?.content ?? '') as { purpose: string }).purpose, 'marketing');
  assert.equal(keptOf('acme.calls', { output: { calls: [] }, message: '' })?.name, 'acme.calls.json');
  assert.equal(keptOf('sms.send', { output: { id: '7' }, message: 'On its way' }), undefined);
  assert.equal(keptOf('consent.readmit', { output: {}, message: '' }), undefined);
});

test('a text longer than a message is shown once, with its lines, and saved as text', () => {
  const text = 'Dear Eva,\n\nwe have done it.';
  assert.equal(longText({ output: { text }, message: 'The letter goes by mail.' }), text);
  assert.equal(longText({ output: { text }, message: `${text}\n\nThe letter goes by mail.` }), '');
  assert.equal(longText({ output: {} }), '');
  assert.equal(keptOf('consent.letter', { output: { text }, message: text })?.name, 'consent.letter.txt');
});

test('one line is told beside the button, anything longer over the page', () => {
  assert.equal(saysMore('a.b', { output: {}, message: 'Done.' }), false);
  assert.equal(saysMore('a.b', { output: {}, message: 'Two\nlines' }), true);
  assert.equal(saysMore('a.b', { output: { content: 'x' }, message: 'Here' }), true);
});
