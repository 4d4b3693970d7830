import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useBackUp, type BackupState } from '../../api/backups';
import { useFormat } from '../../format';
import { Failure } from '../../shell/Failure';

export function Backups({ state }: { state: BackupState }) {
  const { t } = useTranslation();
  const format = useFormat();
  const backUp = useBackUp();
  if (!state.configured) return <Text size="sm">{t('backup.none')}</Text>;
  return (
    <Stack gap="sm">
      <Text size="sm" role="status" c={state.overdue ? 'red' : undefined}>
        {state.last_verified_at
          ? t('backup.verified', { when: format.time(state.last_verified_at) })
          : t('backup.never')}{' '}
        {state.overdue && t('backup.overdue')}
      </Text>
      {state.file && (
        <Text size="sm" c="dimmed">
          {state.file}
        </Text>
      )}
      {state.error && <Text size="sm">{t('backup.failed', { reason: state.error })}</Text>}
      <Failure error={backUp.error} />
      {backUp.isSuccess && <Text size="sm">{t('backup.begun')}</Text>}
      <Group justify="flex-end">
        <Button variant="default" loading={backUp.isPending} onClick={() => backUp.mutate()}>
          {t('backup.now')}
        </Button>
      </Group>
    </Stack>
  );
}
