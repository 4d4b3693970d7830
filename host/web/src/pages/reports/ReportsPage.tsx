import { EmptyState, PageHeader, Panel, Tag } from '@kontor/ui';
import { Button, Group, Skeleton, Text } from '@mantine/core';
import { IconPlus, IconReportAnalytics } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { entitiesQuery } from '../../api/entities';
import { nameOf, useRecords } from '../../api/records';
import { useSession } from '../../api/session';
import { labelOf } from '../../i18n';
import { AnchorLink } from '../../shell/AnchorLink';
import { Failure } from '../../shell/Failure';
import classes from './Reports.module.css';

const shownAtOnce = 200;

/** One's own reports and those for everybody. */
export function ReportsPage() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const me = useSession().data?.user.id;
  const entities = useQuery(entitiesQuery).data ?? [];
  const page = useRecords('report', {
    filter: {
      any: [
        { field: 'owner', op: 'eq', value: '@me' },
        { field: 'shared', op: 'eq', value: true },
        { field: 'owner', op: 'is_null', value: true },
      ],
    },
    sort: 'name',
    limit: shownAtOnce,
  });
  const reports = page.data?.records ?? [];
  const create = () => void navigate({ to: '/reports/$id', params: { id: 'new' } });
  return (
    <>
      <PageHeader
        title={t('reports.title')}
        note={t('reports.note')}
        actions={
          <Button leftSection={<IconPlus size={16} />} onClick={create}>
            {t('reports.create')}
          </Button>
        }
      />
      <Failure error={page.error} />
      <Panel flush>
        {page.isPending && !page.error && <Skeleton height={120} m="md" aria-label={t('shell.loading')} />}
        {page.data && reports.length === 0 && (
          <EmptyState icon={<IconReportAnalytics size={30} />} title={t('reports.empty')}>
            {t('reports.emptyAdvice')}
          </EmptyState>
        )}
        {reports.length > 0 && (
          <ul className={classes.lines} aria-label={t('reports.title')}>
            {reports.map((report) => {
              const of = entities.find(({ entity }) => entity === report.fields['of']);
              return (
                <Group key={report.id} component="li" className={classes.line} justify="space-between" wrap="nowrap">
                  <AnchorLink fw={550} to="/reports/$id" params={{ id: report.id }}>
                    {nameOf(report)}
                  </AnchorLink>
                  <Group gap="xs" wrap="nowrap">
                    <Text size="sm" c="dimmed">
                      {labelOf(of?.labels_many, i18n.language, String(report.fields['of'] ?? ''))}
                    </Text>
                    {report.fields['shared'] === true && <Tag>{t('reports.shared')}</Tag>}
                    {report.fields['owner'] === me && <Tag>{t('reports.own')}</Tag>}
                  </Group>
                </Group>
              );
            })}
          </ul>
        )}
      </Panel>
    </>
  );
}
