import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReportFigures } from '../src/api/reports';
import type { Entity } from '../src/api/types';
import { seriesOf } from '../src/pages/reports/chart.ts';
import { bodyOf, draftOf, emptyDraft, fieldsOf, filterFields, groupOf, measuredFields, measureWith, termsOf } from '../src/pages/reports/draft.ts';

const deal: Entity = {
  entity: 'deal',
  fields: [
    { name: 'title', type: 'text' },
    { name: 'amount', type: 'money' },
    { name: 'closed_at', type: 'time' },
    { name: 'notes', type: 'long_text' },
  ],
};

test('a report is read from its record and written back as it was', () => {
  const fields = {
    name: 'Won by month',
    of: 'deal',
    filter: '[{"field":"outcome","op":"eq","value":"won"}]',
    groups: ['closed_at:month'],
    measures: '[{"function":"sum","field":"amount"}]',
    chart: 'line',
    period: 'this_year',
    period_field: 'closed_at',
    shared: true,
  };
  assert.deepEqual(fieldsOf(draftOf({ fields })), fields);
});

test('what is not chosen yet is not asked, and a filter made elsewhere is kept', () => {
  const draft = emptyDraft('deal');
  const half = { ...draft, period: 'this_year', filter: [{ field: 'title', op: 'eq', value: '' }, { field: 'title', op: 'is_null' }] };
  assert.deepEqual(bodyOf(half), {
    of: 'deal',
    filter: [{ field: 'title', op: 'is_null' }],
    groups: [],
    measures: [{ function: 'count' }],
    chart: 'bar',
  });
  const tree = { any: [{ field: 'title', op: 'is_null' }, { not: { field: 'title', op: 'eq', value: 'x' } }] };
  assert.equal(termsOf(tree), null);
  assert.deepEqual(bodyOf({ ...draft, filter: tree }).filter, tree);
  assert.equal(draftOf({ fields: { filter: 'broken', measures: '' } }).measures.length, 0);
});

test('a filter may ask for the currency of an amount', () => {
  const names = filterFields(deal).map(({ name }) => name);
  assert.deepEqual(names.slice(0, 4), ['title', 'amount', 'amount:currency', 'closed_at']);
  assert.ok(filterFields(deal)[2]?.choices?.some(({ value }) => value === 'SEK'));
});

test('a figure keeps its field as far as it fits; dates begin with months, amounts with currencies', () => {
  const sum = measureWith(deal, { function: 'count' }, { function: 'sum' });
  assert.deepEqual(sum, { function: 'sum', field: 'amount' });
  assert.deepEqual(measureWith(deal, sum, { function: 'average' }), { function: 'average', field: 'amount' });
  assert.deepEqual(measureWith(deal, sum, { function: 'average_days_between' }), {
    function: 'average_days_between',
    field: 'closed_at',
    to: 'closed_at',
  });
  assert.deepEqual(measureWith(deal, sum, { function: 'count' }), { function: 'count' });
  assert.deepEqual(deal.fields.slice(0, 3).map(groupOf), ['title', 'amount:currency', 'closed_at:month']);
  assert.ok(!measuredFields(deal, { function: 'count_distinct' }).some(({ name }) => name === 'notes'));
});

test('two groups make a series for each value of the second, with nothing where there is none', () => {
  const row = (group: string[], value: number | null) => ({ group, values: [value], currencies: ['EUR'], filter: [] });
  const figures: ReportFigures = {
    of: 'deal',
    groups: ['closed_at:month', 'title'],
    measures: [{ function: 'sum', field: 'amount' }],
    chart: 'bar',
    time_zone: 'UTC',
    from: null,
    to: null,
    filter: [],
    rows: [row(['2026-01', 'a'], 100), row(['2026-01', 'b'], 250), row(['2026-02', 'b'], null)],
    totals: { values: [350], currencies: ['EUR'] },
    names: {},
    mixed_currencies: false,
    not_drillable: null,
  };
  const words = { nameOfMeasure: () => 'Sum', valueOfGroup: (_group: string, value: unknown) => String(value) };
  assert.deepEqual(seriesOf(figures, words), [
    { name: 'a', points: [{ label: '2026-01', value: 1 }, { label: '2026-02', value: null }] },
    { name: 'b', points: [{ label: '2026-01', value: 2.5 }, { label: '2026-02', value: null }] },
  ]);
  assert.deepEqual(seriesOf({ ...figures, groups: ['title'], rows: [row(['a'], 100)] }, words), [
    { name: 'Sum', points: [{ label: 'a', value: 1 }] },
  ]);
  assert.deepEqual(seriesOf({ ...figures, groups: [] }, words), []);
});
