import { Chart } from '@kontor/ui/Chart';
import { useComputedColorScheme } from '@mantine/core';
import { useMemo } from 'react';
import type { ChartKind } from '../../api/reports';
import type { Series } from '../../api/types';
import { useFormat } from '../../format';
import { chartLook, palette } from '../../views/chartLook';

interface ReportChartProps {
  kind: Exclude<ChartKind, 'none'>;
  series: Series[];
  label: string;
}

/** The picture of a report; the table beside it says the same to those who do not see it. */
export function ReportChart({ kind, series, label }: ReportChartProps) {
  const format = useFormat();
  const dark = useComputedColorScheme('light') === 'dark';
  const option = useMemo(() => {
    const look = chartLook(dark, format.number);
    const shared = {
      color: palette,
      tooltip: { ...look.tooltip, trigger: kind === 'pie' ? 'item' : 'axis' },
      ...(series.length > 1 && kind !== 'pie' && { legend: { bottom: 0, type: 'scroll', textStyle: { color: look.muted } } }),
    };
    const points = series[0]?.points ?? [];
    if (kind === 'pie')
      return {
        ...shared,
        series: [
          {
            type: 'pie',
            radius: ['38%', '70%'],
            label: { color: look.text },
            data: points.map(({ label: name, value }) => ({ name, value: value ?? 0 })),
          },
        ],
      };
    return {
      ...shared,
      grid: { left: 8, right: 12, top: 12, bottom: series.length > 1 ? 32 : 4, containLabel: true },
      xAxis: { ...look.categories, data: points.map((point) => point.label) },
      yAxis: look.values,
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
