import { Chart } from '@kontor/ui/Chart';
import { useComputedColorScheme } from '@mantine/core';
import { useMemo } from 'react';
import type { ChartKind } from '../../api/reports';
import type { Series } from '../../api/types';
import { useFormat } from '../../format';

interface ReportChartProps {
  kind: Exclude<ChartKind, 'none'>;
  series: Series[];
  label: string;
}

const palette = ['#23798e', '#d98324', '#6b8e4e', '#8b5fa8', '#b5485a', '#4a6fa5', '#a08c3c', '#5f7a7a'];

/** The picture of a report; the table beside it says the same to those who do not see it. */
export function ReportChart({ kind, series, label }: ReportChartProps) {
  const format = useFormat();
  const dark = useComputedColorScheme('light') === 'dark';
  const option = useMemo(() => {
    const line = dark ? '#2d343b' : '#e3e6ea';
    const muted = dark ? '#a3abb4' : '#5a636c';
    const text = dark ? '#e8eaed' : '#1f2428';
    const shared = {
      color: palette,
      tooltip: {
        trigger: kind === 'pie' ? 'item' : 'axis',
        backgroundColor: dark ? '#252b32' : '#ffffff',
        borderColor: line,
        textStyle: { color: text, fontSize: 12 },
        valueFormatter: (value: unknown) => (typeof value === 'number' ? format.number(value) : '–'),
      },
      ...(series.length > 1 && kind !== 'pie' && { legend: { bottom: 0, type: 'scroll', textStyle: { color: muted } } }),
    };
    const points = series[0]?.points ?? [];
    if (kind === 'pie')
      return {
        ...shared,
        series: [
          {
            type: 'pie',
            radius: ['38%', '70%'],
            label: { color: text },
            data: points.map(({ label: name, value }) => ({ name, value: value ?? 0 })),
          },
        ],
      };
    return {
      ...shared,
      grid: { left: 8, right: 12, top: 12, bottom: series.length > 1 ? 32 : 4, containLabel: true },
      xAxis: {
        type: 'category',
        data: points.map((point) => point.label),
        axisLine: { lineStyle: { color: line } },
        axisTick: { show: false },
        axisLabel: { color: muted },
      },
      yAxis: {
        type: 'value',
        splitLine: { lineStyle: { color: line } },
        axisLabel: { color: muted, formatter: (value: number) => format.number(value) },
      },
      series: series.map(({ name, points: of }) => ({
        name,
        type: kind,
        barMaxWidth: 38,
        data: of.map(({ value }) => value),
      })),
    };
  }, [kind, series, dark, format]);
  return <Chart option={option} label={label} height={280} />;
}
