import { Dialog } from '@kontor/ui';
import { List, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { nameOf, useRecords } from '../../api/records';
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
  const page = useRecords(list.entity, { filter: list.filter, limit: shownAtOnce, total: true });
  const records = page.data?.records ?? [];
  const collection = collectionOf(list.entity);
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
              <AnchorLink to="/$collection/$id" params={{ collection, id: record.id }}>
                {nameOf(record)}
              </AnchorLink>
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
