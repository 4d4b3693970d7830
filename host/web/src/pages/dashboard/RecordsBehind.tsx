import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import type { RecordsBehind as RecordList } from '../../api/types';
import { RecordsDialog } from './RecordsDialog';

const listsShown = 8;

/** The records a figure was counted from, as far as whoever looks may read them. */
export function RecordsBehind({ lists, name }: { lists: RecordList[]; name: string }) {
  const [open, setOpen] = useState<RecordList | null>(null);
  return (
    <>
      <Group gap={4} mt={4}>
        {lists.slice(0, listsShown).map((list, index) => (
          <Button key={index} size="compact-xs" variant="subtle" aria-haspopup="dialog" onClick={() => setOpen(list)}>
            {list.label}
          </Button>
        ))}
      </Group>
      <RecordsDialog list={open} name={name} onClose={() => setOpen(null)} />
    </>
  );
}
