import { EmptyState, Panel } from '@kontor/ui';
import { Button, Skeleton } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useTimeline } from '../../api/records';
import type { KontorRecord } from '../../api/types';
import { Failure } from '../../shell/Failure';
import { TimelineEntry } from './TimelineEntry';
import classes from './Timeline.module.css';

export function Timeline({ record }: { record: KontorRecord }) {
  const { t } = useTranslation();
  const timeline = useTimeline(record.entity, record.id);
  const activities = timeline.data?.pages.flatMap((page) => page.activities) ?? [];
  return (
    <Panel title={t('timeline.title')}>
      <Failure error={timeline.error} />
      {timeline.isPending && !timeline.error && <Skeleton height={80} />}
      {timeline.data && activities.length === 0 && (
        <EmptyState icon={<IconHistory size={26} />} title={t('timeline.empty')}>
          {t('timeline.emptyAdvice')}
        </EmptyState>
      )}
      <ol className={classes.list}>
        {activities.map((activity) => (
          <TimelineEntry key={activity.id} activity={activity} />
        ))}
      </ol>
      {timeline.hasNextPage && (
        <Button variant="subtle" size="compact-sm" onClick={() => void timeline.fetchNextPage()}>
          {t('list.more')}
        </Button>
      )}
    </Panel>
  );
}
