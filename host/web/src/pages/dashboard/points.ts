import type { WidgetAnswer } from '../../api/types';

/** Bars of nothing but noughts are axes around nothing: words say it better. A table may be of noughts. */
export function saysSomething(series: NonNullable<WidgetAnswer['series']>, drawn: boolean): boolean {
  return series.some(({ points }) => (drawn ? points.some(({ value }) => (value ?? 0) !== 0) : points.length > 0));
}
