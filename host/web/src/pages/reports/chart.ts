import type { ReportFigures } from '../../api/reports';
import type { Series } from '../../api/types';

interface Words {
  nameOfMeasure: (measure: ReportFigures['measures'][number]) => string;
  valueOfGroup: (group: string, value: unknown, names: Record<string, string>) => string;
}

export const shownInChart = 60;

/**
 * A report as series of points: of one group a series for each figure, of two the first figure with a
 * series for each value of the second. Amounts stand in whole units.
 */
export function seriesOf(figures: ReportFigures, words: Words): Series[] {
  const [first, second] = figures.groups;
  if (first === undefined) return [];
  const label = (row: ReportFigures['rows'][number]) => words.valueOfGroup(first, row.group[0], figures.names);
  const point = (row: ReportFigures['rows'][number], place: number) => {
    const value = row.values[place] ?? null;
    return { label: label(row), value: value !== null && row.currencies[place] ? value / 100 : value };
  };
  if (second === undefined) {
    const rows = figures.rows.slice(0, shownInChart);
    return figures.measures.map((measure, place) => ({
      name: words.nameOfMeasure(measure),
      points: rows.map((row) => point(row, place)),
    }));
  }
  const labels = new Set([...new Set(figures.rows.map(label))].slice(0, shownInChart));
  const series = new Map<string, Series>();
  for (const row of figures.rows) {
    if (!labels.has(label(row))) continue;
    const name = words.valueOfGroup(second, row.group[1], figures.names);
    const one = series.get(name) ?? { name, points: [...labels].map((of) => ({ label: of, value: null as number | null })) };
    const place = one.points.findIndex((of) => of.label === label(row));
    one.points[place] = point(row, 0);
    series.set(name, one);
  }
  return [...series.values()];
}
