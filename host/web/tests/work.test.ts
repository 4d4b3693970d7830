import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entity, Field, KontorRecord } from '../src/api/types.ts';
import { collectionOf, isCollection, isOpen, works } from '../src/collections.ts';
import { enteredFields, pointersOf, referencesOf, targetOf } from '../src/records/fields.ts';
import { linesOf } from '../src/records/lines.ts';

const field = (name: string, type: Field['type'], more: Partial<Field> = {}): Field => ({ name, type, ...more });
const task: Entity = {
  entity: 'task',
  fields: [field('title', 'text'), field('owner', 'reference', { entity: 'user' }), field('subject_entity', 'text'), field('subject', 'text')],
};
const record = (entity: string, id: string, fields: KontorRecord['fields'] = {}): KontorRecord => ({ entity, id, version: 1, fields });
const [title, owner, kind, subject] = task.fields as [Field, Field, Field, Field];

test('an id beside the name of its entity is a reference: read with its name, shown as a link, not typed', () => {
  const call = record('task', 't1', { title: 'Call back', owner: 'u1', subject_entity: 'person', subject: 'p1' });
  assert.deepEqual([title, owner, kind, subject].map((one) => targetOf(one, call)), [undefined, 'user', undefined, 'person']);
  assert.equal(targetOf(subject, record('task', 't2', { subject: 'p1' })), undefined);
  assert.deepEqual(referencesOf(task.fields, [call]), { user: ['u1'], person: ['p1'] });
  assert.deepEqual(enteredFields(task).map(({ name }) => name), ['title', 'owner']);
});

test('what points at a record is found by references and by such pairs', () => {
  assert.deepEqual(pointersOf(task, record('person', 'p1')), [
    [
      { field: 'subject', op: 'eq', value: 'p1' },
      { field: 'subject_entity', op: 'eq', value: 'person' },
    ],
  ]);
  assert.deepEqual(pointersOf({ ...task, fields: [owner] }, record('user', 'u1')), [[{ field: 'owner', op: 'eq', value: 'u1' }]]);
});

test("an address of the app's own, alone on a line, is a record; anything else stays text", () => {
  assert.deepEqual(linesOf('Look:\n/persons/01-a\n…'), [
    { text: 'Look:' },
    { text: '/persons/01-a', record: { entity: 'person', id: '01-a' } },
    { text: '…' },
  ]);
  for (const other of ['/addons/kontor.kpi', '//persons/1', '/persons/1?x', 'see /persons/1', '/constructor/1'])
    assert.equal(linesOf(other)[0]?.record, undefined, other);
});

test('work is open until it is done or given up', () => {
  const { tasks, cases } = works;
  assert.ok(tasks && cases);
  assert.equal(isOpen(tasks, 'in_progress'), true);
  assert.equal(isOpen(tasks, 'cancelled'), false);
  assert.equal(isOpen(cases, cases.done), false);
  assert.equal(collectionOf('case'), 'cases');
  assert.equal(isCollection('constructor'), false);
});
