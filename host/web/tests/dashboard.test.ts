import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WidgetReference } from '../src/api/types';
import { board, keyOf, withWidget } from '../src/pages/dashboard/board.ts';
import { csvOf } from '../src/pages/dashboard/csv.ts';
import { saysSomething } from '../src/pages/dashboard/points.ts';
import { between } from '../src/pages/dashboard/periods.ts';

const widget = (name: string, kind: string, proposed: boolean): WidgetReference => ({
  plugin: 'kontor.kpi',
  widget: name,
  name,
  kind,
  default: proposed,
  parameters: {},
});
const all = [widget('funnel', 'funnel', true), widget('win_rate', 'figure', true), widget('nps', 'figure', false)];
const names = (some: WidgetReference[]) => some.map(keyOf).map((key) => key.split('/')[1]);

test('a dashboard begins with what the add-ons propose, figures first, and follows its user', () => {
  const [funnel, winRate, nps] = all as [WidgetReference, WidgetReference, WidgetReference];
  assert.deepEqual(names(board(all, {}).shown), ['win_rate', 'funnel']);
  assert.deepEqual(names(board(all, {}).others), ['nps']);

  const without = withWidget({ language: 'sv' }, winRate, false);
  assert.deepEqual(names(board(all, without).shown), ['funnel']);
  assert.equal(without.language, 'sv');
  const changed = withWidget(withWidget(without, nps, true), funnel, false);
  assert.deepEqual(names(board(all, changed).shown), ['nps']);
  const back = withWidget(withWidget(changed, nps, false), winRate, true);
  assert.deepEqual(names(board(all, back).shown), ['win_rate']);
  assert.deepEqual(back.added_widgets, []);
});

test('what a widget shows is saved as CSV that no table program takes for a formula', () => {
  const csv = csvOf('Won "now"', {
    kind: 'chart',
    title: 'x',
    figure: { value: 1234.5, unit: 'EUR' },
    as_of: '2026-11-23T01:00:00.000Z',
    series: [
      { name: 'Fact', points: [{ label: '=cmd()', value: 2 }, { label: 'B', value: null }] },
      { name: 'Plan', points: [{ label: 'B', value: 3 }] },
    ],
  });

  assert.equal(
    csv,
    [
      '"Won ""now""",1234.5,"EUR"',
      '"as_of","2026-11-23T01:00:00.000Z"',
      ',"Fact","Plan"',
      '"\'=cmd()",2,',
      '"B",,3',
      '',
    ].join('\r\n'),
  );
});

test('a period is of days, the last one within', () => {
  assert.deepEqual(between('2026-02-01', '2026-02-28'), { from: '2026-02-01', to: '2026-03-01' });
});

test('a drawing of nothing but noughts is none, a table of noughts is one', () => {
  const series = (values: (number | null)[]) => [{ name: '', points: values.map((value, hour) => ({ label: String(hour), value })) }];
  assert.equal(saysSomething(series([0, 0, null]), true), false);
  assert.equal(saysSomething(series([0, 3]), true), true);
  assert.equal(saysSomething(series([0]), false), true);
  assert.equal(saysSomething(series([]), false), false);
});
