import { Panel } from '@kontor/ui';
import { Skeleton, Text } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { Period, WidgetAnswer, WidgetReference } from '../../api/types';
import { useWidget } from '../../api/widgets';
import { useFormat } from '../../format';
import { labelOf } from '../../i18n';
import type { Settings } from '../../settings/schema';
import { Failure } from '../../shell/Failure';
import classes from './Dashboard.module.css';
import { Figure } from './Figure';
import { saysSomething } from './points';
import { PointsTable } from './PointsTable';
import { RecordsBehind } from './RecordsBehind';
import { WidgetActions } from './WidgetActions';

const WidgetChart = lazy(() => import('./WidgetChart').then((module) => ({ default: module.WidgetChart })));

interface WidgetProps {
  reference: WidgetReference;
  period: Period;
  parameters: Settings;
  onParameters: (parameters: Settings) => void;
  onHide: () => void;
}

/** One widget of a plugin: the plugin says what to show, the host's app draws it. */
export function Widget({ reference, period, parameters, onParameters, onHide }: WidgetProps) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const answer = useWidget(reference, period, parameters, i18n.language);
  const name = labelOf(reference.name, i18n.language, answer.data?.title ?? reference.widget);
  const drawn = answer.data?.kind === 'chart' || answer.data?.kind === 'funnel';
  return (
    <div
      className={classes.cell}
      data-wide={reference.kind !== 'figure'}
      data-widget={reference.widget}
      aria-busy={answer.isPending || answer.isPlaceholderData}
    >
      <Panel
        title={name}
        actions={
          <WidgetActions
            reference={reference}
            name={name}
            answer={answer.data}
            parameters={parameters}
            onParameters={onParameters}
            onHide={onHide}
          />
        }
      >
        {answer.isPending && !answer.error && <Skeleton height={72} />}
        <Failure error={answer.error} />
        {answer.data && <Content answer={answer.data} drawn={drawn} name={name} />}
        {answer.data?.records && answer.data.records.length > 0 && <RecordsBehind lists={answer.data.records} name={name} />}
        {answer.data?.note && (
          <Text size="xs" c="dimmed" mt={6}>
            {answer.data.note}
          </Text>
        )}
        {answer.data?.as_of && (
          <Text size="xs" c="dimmed" mt={4}>
            {t('dashboard.asOf', { time: format.time(answer.data.as_of) })}
          </Text>
        )}
      </Panel>
    </div>
  );
}

function Content({ answer, drawn, name }: { answer: WidgetAnswer; drawn: boolean; name: string }) {
  const { t } = useTranslation();
  const series = answer.series ?? [];
  const points = saysSomething(series, drawn);
  return (
    <>
      {answer.figure && <Figure figure={answer.figure} />}
      {points && (
        <Suspense fallback={<Skeleton height={220} />}>
          {drawn && <WidgetChart kind={answer.kind} series={series} label={name} />}
          {!drawn && answer.kind === 'figure' && (
            <WidgetChart kind={series.length > 1 ? 'chart' : 'spark'} series={series} label={name} />
          )}
        </Suspense>
      )}
      {points && <PointsTable series={series} caption={name} hidden={answer.kind !== 'table'} />}
      {!points && !answer.figure && (
        <Text size="sm" c="dimmed">
          {t('dashboard.noData')}
        </Text>
      )}
    </>
  );
}
