import { Panel } from '@kontor/ui';
import { ActionIcon, Skeleton, Text } from '@mantine/core';
import { IconEyeOff } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { Period, WidgetAnswer, WidgetReference } from '../../api/types';
import { useWidget } from '../../api/widgets';
import { labelOf } from '../../i18n';
import { Failure } from '../../shell/Failure';
import classes from './Dashboard.module.css';
import { Figure } from './Figure';
import { PointsTable } from './PointsTable';
import { RecordsBehind } from './RecordsBehind';

const WidgetChart = lazy(() => import('./WidgetChart').then((module) => ({ default: module.WidgetChart })));

interface WidgetProps {
  reference: WidgetReference;
  period: Period;
  onHide: () => void;
}

/** One widget of a plugin: the plugin says what to show, the host's app draws it. */
export function Widget({ reference, period, onHide }: WidgetProps) {
  const { t, i18n } = useTranslation();
  const answer = useWidget(reference, period);
  const name = labelOf(reference.name, i18n.language, answer.data?.title ?? reference.widget);
  const drawn = answer.data?.kind === 'chart' || answer.data?.kind === 'funnel';
  return (
    <div className={classes.cell} data-wide={answer.data !== undefined && answer.data.kind !== 'figure'} data-widget={reference.widget}>
      <Panel
        title={name}
        actions={
          <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t('dashboard.hide', { name })} onClick={onHide}>
            <IconEyeOff size={15} />
          </ActionIcon>
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
      </Panel>
    </div>
  );
}

function Content({ answer, drawn, name }: { answer: WidgetAnswer; drawn: boolean; name: string }) {
  const { t } = useTranslation();
  const series = answer.series ?? [];
  const points = series.some((one) => one.points.length > 0);
  return (
    <>
      {answer.figure && <Figure figure={answer.figure} />}
      {points && (
        <Suspense fallback={<Skeleton height={220} />}>
          {drawn && <WidgetChart kind={answer.kind} series={series} label={name} />}
          {!drawn && answer.kind === 'figure' && <WidgetChart kind="spark" series={series} label={name} />}
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
