import { ActionIcon, Button } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { nameOf } from '../api/records';
import type { KontorRecord } from '../api/types';
import { isOpen, type Work } from '../collections';

interface FinishButtonProps {
  work: Work;
  record: KontorRecord;
  isPending: boolean;
  onFinish: (button: HTMLElement) => void;
  /** In a row there is room for a sign only. */
  small?: boolean;
}

/** Ends a piece of work at one click; nothing where it has ended. */
export function FinishButton({ work, record, isPending, onFinish, small = false }: FinishButtonProps) {
  const { t } = useTranslation();
  if (!isOpen(work, record.fields['state'])) return null;
  const label = t('work.finishName', { name: nameOf(record) });
  const shared = {
    'aria-keyshortcuts': 'Control+Enter Meta+Enter',
    title: t('work.finishKeys'),
    loading: isPending,
    onClick: (event: MouseEvent<HTMLElement>) => onFinish(event.currentTarget),
  };
  return small ? (
    <ActionIcon {...shared} variant="default" size="sm" aria-label={label}>
      <IconCheck size={15} />
    </ActionIcon>
  ) : (
    <Button {...shared} leftSection={<IconCheck size={16} />}>
      {t('work.finish')}
    </Button>
  );
}
