import { Dialog } from '@kontor/ui';
import { Anchor, Button, Group, List, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { nameOf, useRecords } from '../../api/records';
import type { RecordsBehind as RecordList } from '../../api/types';
import { Failure } from '../../shell/Failure';

const shownAtOnce = 50;
const listsShown = 8;
const pages: Record<string, string> = {
  person: 'persons',
  organisation: 'organisations',
  lead: 'leads',
  deal: 'deals',
  order: 'orders',
};

/** The records a figure was counted from, as far as whoever looks may read them. */
export function RecordsBehind({ lists, name }: { lists: RecordList[]; name: string }) {
  const { t } = useTranslation();
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
      <Dialog
        opened={open !== null}
        onClose={() => setOpen(null)}
        title={t('dashboard.behind', { name, list: open?.label ?? '' })}
        closeLabel={t('dashboard.close')}
      >
        {open && <Names list={open} />}
      </Dialog>
    </>
  );
}

function Names({ list }: { list: RecordList }) {
  const { t } = useTranslation();
  const page = useRecords(list.entity, { filter: list.filter, limit: shownAtOnce, total: true });
  const records = page.data?.records ?? [];
  const collection = pages[list.entity];
  return (
    <>
      <Failure error={page.error} />
      {page.data?.total && (
        <Text size="sm" mb="xs">
          {t(page.data.total.exact ? 'dashboard.count' : 'dashboard.aboutCount', {
            count: page.data.total.count,
          })}
        </Text>
      )}
      <List size="sm">
        {records.map((record) => (
          <List.Item key={record.id}>
            {collection ? (
              <Anchor renderRoot={(props) => <Link {...props} to="/$collection/$id" params={{ collection, id: record.id }} />}>
                {nameOf(record)}
              </Anchor>
            ) : (
              nameOf(record)
            )}
          </List.Item>
        ))}
      </List>
      {page.data?.next && (
        <Text size="xs" c="dimmed" mt="xs">
          {t('dashboard.more', { count: shownAtOnce })}
        </Text>
      )}
    </>
  );
}
