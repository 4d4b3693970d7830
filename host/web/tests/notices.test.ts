import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TFunction } from 'i18next';
import { noticeText } from '../src/shell/noticeText.ts';

const t = ((key: string, values: object) => `${key} ${JSON.stringify(values)}`) as unknown as TFunction;

test('a notice of a record says what happened in words of its kind', () => {
  const told = noticeText(
    { kind: 'security.mass_read', entity: 'person', body: { by: 'Bo', records: 5000 } },
    t,
  );
  assert.equal(told, 'notice.massRead {"by":"Bo","records":5000,"entity":"person"}');
  assert.equal(noticeText({ kind: 'license', text: 'It ends' }, t), 'It ends');
  assert.equal(noticeText({ kind: 'nobody.knows' }, t), undefined);
});
