import type { WidgetAnswer } from '../../api/types';

// A text that a table program would take for a formula gets an apostrophe before it.
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

const numberCell = (value: number | null | undefined) => (value === null || value === undefined ? '' : String(value));

/** What a widget shows, as CSV (RFC 4180): the figure first, then a column for each series. */
export function csvOf(title: string, answer: WidgetAnswer): string {
  const series = answer.series ?? [];
  const lines = [[cell(title), numberCell(answer.figure?.value), cell(answer.figure?.unit ?? '')]];
  if (answer.as_of) lines.push([cell('as_of'), cell(answer.as_of)]);
  if (series.length > 0) lines.push(['', ...series.map((one) => cell(one.name))]);
  for (const label of new Set(series.flatMap((one) => one.points.map((point) => point.label)))) {
    const at = (points: { label: string; value: number | null }[]) => points.find((point) => point.label === label)?.value;
    lines.push([cell(label), ...series.map((one) => numberCell(at(one.points)))]);
  }
  return lines.map((line) => `${line.join(',')}\r\n`).join('');
}
