import { PageHeader, Panel } from '@kontor/ui';
import { Grid, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { backupsQuery, volumesQuery } from '../../api/backups';
import { Failure } from '../../shell/Failure';
import { Backups } from './Backups';
import { VolumeList } from './VolumeList';

/** How old the last verified backup is, and whether the disks below the data are encrypted. */
export function BackupPage() {
  const { t } = useTranslation();
  const backups = useQuery(backupsQuery);
  const volumes = useQuery(volumesQuery);
  const loading = <Skeleton height={160} aria-label={t('shell.loading')} />;
  return (
    <>
      <PageHeader title={t('backup.title')} note={t('backup.note')} />
      <Grid gutter="md">
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Panel title={t('backup.backups')}>
            <Failure error={backups.error} />
            {backups.data ? <Backups state={backups.data} /> : !backups.error && loading}
          </Panel>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Panel title={t('backup.disks')}>
            <Failure error={volumes.error} />
            {volumes.data ? <VolumeList {...volumes.data} /> : !volumes.error && loading}
          </Panel>
        </Grid.Col>
      </Grid>
    </>
  );
}
