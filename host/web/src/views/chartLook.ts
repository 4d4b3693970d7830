/** Series in their order; told apart in both schemes. */
export const palette = ['#23798e', '#d98324', '#6b8e4e', '#8b5fa8', '#b5485a', '#4a6fa5', '#a08c3c', '#5f7a7a'];

/** The parts of a chart that all share, in the colours of the scheme and the numbers of the language. */
export function chartLook(dark: boolean, number: (value: number) => string) {
  const line = dark ? '#2d343b' : '#e3e6ea';
  const muted = dark ? '#a3abb4' : '#5a636c';
  const text = dark ? '#e8eaed' : '#1f2428';
  return {
    muted,
    text,
    tooltip: {
      backgroundColor: dark ? '#252b32' : '#ffffff',
      borderColor: line,
      textStyle: { color: text, fontSize: 12 },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? number(value) : '–'),
    },
    categories: {
      type: 'category',
      axisLine: { lineStyle: { color: line } },
      axisTick: { show: false },
      axisLabel: { color: muted },
    },
    values: {
      type: 'value',
      splitLine: { lineStyle: { color: line } },
      axisLabel: { color: muted, formatter: (value: number) => number(value) },
    },
  };
}
