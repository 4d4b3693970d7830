import { useComputedColorScheme } from '@mantine/core';
import { BarChart, FunnelChart, LineChart, PieChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use, type EChartsCoreOption, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import classes from './Chart.module.css';

use([BarChart, LineChart, FunnelChart, PieChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

interface ChartProps {
  option: EChartsCoreOption;
  label: string;
  height?: number;
}

/**
 * The one door to ECharts. Tooltips are drawn on the canvas (richText), since
 * HTML ones carry style attributes which the Content-Security-Policy refuses.
 */
export function Chart({ option, label, height = 240 }: ChartProps) {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const scheme = useComputedColorScheme('light');

  useEffect(() => {
    if (!element.current) return;
    const made = init(element.current, undefined, { renderer: 'canvas' });
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(element.current);
    return () => {
      observer.disconnect();
      made.dispose();
    };
  }, []);

  useEffect(() => {
    const style = getComputedStyle(document.documentElement);
    const text = style.getPropertyValue('--mantine-color-text').trim();
    const fontFamily = getComputedStyle(document.body).fontFamily;
    const tooltip = { renderMode: 'richText', confine: true, ...(option['tooltip'] as object | undefined) };
    chart.current?.setOption(
      {
        animationDuration: 250,
        textStyle: { color: text, fontFamily },
        ...option,
        tooltip,
      },
      { notMerge: true },
    );
  }, [option, scheme]);

  return <div ref={element} className={classes.chart} style={{ height }} role="img" aria-label={label} />;
}
