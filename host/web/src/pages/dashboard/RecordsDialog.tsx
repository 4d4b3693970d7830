import { Dialog } from '@kontor/ui';
import { Button, List, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { nameOf, useRecordPages } from '../../api/records';
import type { RecordsBehind as RecordList } from '../../api/types';
import { collectionOf } from '../../collections';
import { AnchorLink } from '../../shell/AnchorLink';
import { Failure } from '../../shell/Failure';

const shownAtOnce = 50;

interface RecordsDialogProps {
  /** Null: closed. */
  list: RecordList | null;
  name: string;
  onClose: () => void;
}

/** Names the records of one list, as far as whoever looks may read them. */
export function RecordsDialog({ list, name, onClose }: RecordsDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog
      opened={list !== null}
      onClose={onClose}
      title={t('dashboard.behind', { name, list: list?.label ?? '' })}
      closeLabel={t('dashboard.close')}
    >
      {list && <Names list={list} />}
    </Dialog>
  );
}

function Names({ list }: { list: RecordList }) {
  const { t } = useTranslation();
  const page = useRecordPages(list.entity, { filter: list.filter, limit: shownAtOnce, total: true });
  const records = page.data?.pages.flatMap((one) => one.records) ?? [];
  const total = page.data?.pages[0]?.total;
  const collection = collectionOf(list.entity);
  return (
    <>
      <Failure error={page.error} />
      {total && (
        <Text size="sm" mb="xs">
          {t(total.exact ? 'dashboard.count' : 'dashboard.aboutCount', { count: total.count })}
        </Text>
      )}
      <List size="sm">
        {records.map((record) => (
          <List.Item key={record.id}>
            {collection ? (
              <AnchorLink to="/$collection/$id" params={{ collection, id: record.id }}>
                {nameOf(record)}
              </AnchorLink>
            ) : (
              nameOf(record)
            )}
          </List.Item>
        ))}
      </List>
      {page.hasNextPage && (
        <Button mt="xs" variant="subtle" size="compact-sm" loading={page.isFetchingNextPage} onClick={() => void page.fetchNextPage()}>
          {t('list.more')}
        </Button>
      )}
    </>
  );
}
