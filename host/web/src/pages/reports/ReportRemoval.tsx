import { Dialog } from '@kontor/ui';
import { Button, Group, Stack, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRemoveRecord } from '../../api/records';
import type { KontorRecord } from '../../api/types';
import { Failure } from '../../shell/Failure';

/** A report is deleted after a question; the records it counts stay. */
export function ReportRemoval({ record, name }: { record: KontorRecord; name: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const remove = useRemoveRecord('report');
  return (
    <>
      <Button variant="default" aria-haspopup="dialog" leftSection={<IconTrash size={16} />} onClick={() => setAsking(true)}>
        {t('reports.remove')}
      </Button>
      <Dialog opened={asking} onClose={() => setAsking(false)} title={t('reports.removeTitle', { name })} closeLabel={t('record.close')}>
        <Stack>
          <Text size="sm">{t('reports.removeWhat')}</Text>
          <Failure error={remove.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setAsking(false)}>
              {t('record.cancel')}
            </Button>
            <Button
              color="red.9"
              loading={remove.isPending}
              onClick={() => remove.mutate(record, { onSuccess: () => void navigate({ to: '/reports' }) })}
            >
              {t('reports.remove')}
            </Button>
          </Group>
        </Stack>
      </Dialog>
    </>
  );
}
