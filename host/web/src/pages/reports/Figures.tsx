import { Panel } from '@kontor/ui';
import { Alert, Skeleton, Stack, Text } from '@mantine/core';
import { lazy, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useEntity } from '../../api/entities';
import { useFigures, type ReportBody } from '../../api/reports';
import { useFormat } from '../../format';
import { Failure } from '../../shell/Failure';
import { seriesOf } from './chart';
import { FiguresTable } from './FiguresTable';
import { useReportWords } from './useReportWords';

const ReportChart = lazy(() => import('./ReportChart').then((module) => ({ default: module.ReportChart })));

/** What a report shows, as it stands: picture, table, and what is to be known about them. */
export function Figures({ report, name }: { report: ReportBody | undefined; name: string }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const { data, error, isPending, isPlaceholderData } = useFigures(report);
  const entity = useEntity(data?.of ?? report?.of ?? '');
  const words = useReportWords(entity);
  // Names of fields come with the definition.
  const series = useMemo(() => (data && entity ? seriesOf(data, words) : []), [data, entity, i18n.language]);
  const lastDay = data?.to ? new Date(Date.parse(data.to) - 86_400_000).toISOString() : '';
  return (
    <Stack gap="md">
      <Failure error={error} />
      {isPending && !error && <Skeleton height={260} aria-label={t('shell.loading')} />}
      {data && !error && (
        <>
          {data.mixed_currencies && <Alert color="yellow">{t('reports.mixed')}</Alert>}
          {data.chart !== 'none' && series.length > 0 && data.rows.length > 0 && (
            <Panel title={t('reports.chart')}>
              <Suspense fallback={<Skeleton height={280} />}>
                <ReportChart kind={data.chart} series={series} label={name} />
              </Suspense>
            </Panel>
          )}
          <Panel flush>
            <FiguresTable figures={data} entity={entity} caption={name} stale={isPlaceholderData} />
          </Panel>
          <Text size="xs" c="dimmed">
            {[
              data.from ? t('reports.period', { from: format.date(data.from), to: format.date(lastDay) }) : '',
              t('reports.zone', { zone: data.time_zone }),
              data.not_drillable ? t('reports.notDrillable') : t('reports.drill'),
            ]
              .filter(Boolean)
              .join(' ')}
          </Text>
        </>
      )}
    </Stack>
  );
}
