import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordsBehind as RecordList } from '../../api/types';
import { RecordsDialog } from './RecordsDialog';

const listsAtFirst = 8;

/** The records a figure was counted from, as far as whoever looks may read them. */
export function RecordsBehind({ lists, name }: { lists: RecordList[]; name: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<RecordList | null>(null);
  const [all, setAll] = useState(false);
  const hidden = all ? 0 : Math.max(lists.length - listsAtFirst, 0);
  return (
    <>
      <Group gap={4} mt={4}>
        {lists.slice(0, lists.length - hidden).map((list, index) => (
          <Button key={index} size="compact-xs" variant="subtle" aria-haspopup="dialog" onClick={() => setOpen(list)}>
            {list.label}
          </Button>
        ))}
        {hidden > 0 && (
          <Button size="compact-xs" variant="default" aria-label={t('dashboard.moreLists', { name, count: hidden })} onClick={() => setAll(true)}>
            {t('list.more')} ({hidden})
          </Button>
        )}
      </Group>
      <RecordsDialog list={open} name={name} onClose={() => setOpen(null)} />
    </>
  );
}
