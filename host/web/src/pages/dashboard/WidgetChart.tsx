import { Chart } from '@kontor/ui/Chart';
import { useComputedColorScheme } from '@mantine/core';
import { useMemo } from 'react';
import type { WidgetAnswer } from '../../api/types';
import { useFormat } from '../../format';
import { chartLook, palette } from '../../views/chartLook';

interface WidgetChartProps {
  kind: WidgetAnswer['kind'] | 'spark';
  series: NonNullable<WidgetAnswer['series']>;
  label: string;
}

const funnelPalette = ['#0b5768', '#14687c', '#23798e', '#529bac', '#7ab2bf', '#aacdd5'];

/** A line joins times only; between two people or two hours of a day there is nothing. */
const isTime = (label: string) => /^\d{4}/.test(label);

/** Draws what a widget answered; colours keep apart in both schemes. */
export function WidgetChart({ kind, series, label }: WidgetChartProps) {
  const format = useFormat();
  const dark = useComputedColorScheme('light') === 'dark';
  const option = useMemo(() => {
    const look = chartLook(dark, format.number);
    const tooltip = { ...look.tooltip, trigger: kind === 'funnel' ? 'item' : 'axis' };
    if (kind === 'funnel') return { tooltip, ...funnelOption(series, look.text, format.number) };
    const labels = [...new Set(series.flatMap((one) => one.points.map((point) => point.label)))];
    const spark = kind === 'spark';
    return {
      tooltip,
      color: palette,
      ...(series.length > 1 && { legend: { bottom: 0, icon: 'roundRect', textStyle: { color: look.muted } } }),
      grid: spark
        ? { left: 2, right: 2, top: 6, bottom: 2 }
        : { left: 8, right: 12, top: 12, bottom: series.length > 1 ? 30 : 4, containLabel: true },
      xAxis: { ...look.categories, data: labels, show: !spark },
      yAxis: { ...look.values, show: !spark },
      series: series.map((one) => ({
        name: one.name,
        type: spark || (labels.length > 14 && labels.every(isTime)) ? 'line' : 'bar',
        showSymbol: false,
        barMaxWidth: 34,
        itemStyle: { borderRadius: [3, 3, 0, 0] },
        data: labels.map((name) => one.points.find((point) => point.label === name)?.value ?? null),
      })),
    };
  }, [kind, series, dark, format]);
  return <Chart option={option} label={label} height={kind === 'spark' ? 56 : 250} />;
}

function funnelOption(series: WidgetChartProps['series'], text: string, format: (value: number) => string) {
  const points = series[0]?.points ?? [];
  const first = points[0]?.value ?? 0;
  const share = (value: number) => (first > 0 ? ` · ${format((100 * value) / first)} %` : '');
  return {
    color: funnelPalette,
    series: [
      {
        type: 'funnel',
        sort: 'none',
        orient: 'vertical',
        left: '2%',
        width: '58%',
        top: 6,
        bottom: 6,
        gap: 3,
        minSize: '6%',
        funnelAlign: 'center',
        label: {
          position: 'right',
          color: text,
          formatter: ({ name, value }: { name: string; value: number }) => `${name}  ${format(value)}${share(value)}`,
        },
        labelLine: { length: 18, lineStyle: { width: 1 } },
        itemStyle: { borderWidth: 0 },
        data: points.map((point) => ({ name: point.label, value: point.value ?? 0 })),
      },
    ],
  };
}
