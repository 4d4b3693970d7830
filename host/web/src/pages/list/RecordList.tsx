import { Panel } from '@kontor/ui';
import { Button, Group, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight, IconSearch } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRecords } from '../../api/records';
import type { Entity, Field } from '../../api/types';
import { listColumns, works, type Collection } from '../../collections';
import { RecordTable } from '../../records/RecordTable';
import { useFinish } from '../../records/useFinish';
import { Failure } from '../../shell/Failure';
import { BulkActions, useBulkOffers } from './BulkActions';
import { Nothing } from './Nothing';
import classes from './RecordList.module.css';

const pageSize = 50;

export function RecordList({ collection, entity }: { collection: Collection; entity: Entity }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/$collection' });
  const { q = '', view } = useSearch({ from: '/$collection' });
  const work = works[collection];
  const finish = useFinish(entity.entity, work);
  const openOnly = work !== undefined && view !== 'all';
  // Cursors of the pages before this one; the last is the present page's.
  const [cursors, setCursors] = useState<string[]>([]);
  const page = useRecords(entity.entity, {
    q,
    cursor: cursors.at(-1),
    limit: pageSize,
    ...(openOnly && { filter: work.open, sort: work.sort }),
  });
  const search = useDebouncedCallback((text: string) => {
    setCursors([]);
    void navigate({ search: ({ q: _q, ...rest }) => (text ? { ...rest, q: text } : rest), replace: true });
  }, 200);
  const fields = listColumns[collection]
    .map((name) => entity.fields.find((field) => field.name === name))
    .filter((field): field is Field => field !== undefined);
  const records = page.data?.records ?? [];
  const offered = useBulkOffers(entity.entity);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  // Only what one sees is acted on.
  const chosen = records.filter(({ id }) => ticked.has(id));
  const tick = (ids: string[], on: boolean) =>
    setTicked((before) => new Set(on ? [...before, ...ids] : [...before].filter((id) => !ids.includes(id))));

  return (
    <Stack gap="sm">
      <TextInput
        className={classes.search}
        type="search"
        aria-label={t(`search.${collection}`)}
        placeholder={t(`search.${collection}`)}
        leftSection={<IconSearch size={16} />}
        defaultValue={q}
        onChange={(event) => search(event.currentTarget.value)}
      />
      {offered.length > 0 && (
        <BulkActions records={chosen} offered={offered} onDone={() => setTicked(new Set())} />
      )}
      <Failure error={page.error ?? finish.error} />
      <Panel flush>
        {page.isPending && !page.error && <Waiting />}
        {page.data && records.length === 0 && <Nothing collection={collection} q={q} openOnly={openOnly} />}
        {records.length > 0 && (
          <RecordTable
            collection={collection}
            fields={fields}
            records={records}
            stale={page.isPlaceholderData}
            caption={t(`nav.${collection}`)}
            work={work}
            finish={finish}
            {...(offered.length > 0 && { ticked, onTick: tick })}
          />
        )}
      </Panel>
      <Group justify="space-between">
        <Text size="sm" c="dimmed" role="status">
          {records.length > 0 &&
            t('list.range', { from: cursors.length * pageSize + 1, to: cursors.length * pageSize + records.length })}
        </Text>
        <Group gap="xs">
          <Button
            variant="default"
            size="xs"
            leftSection={<IconChevronLeft size={14} />}
            disabled={cursors.length === 0}
            onClick={() => setCursors(cursors.slice(0, -1))}
          >
            {t('list.previous')}
          </Button>
          <Button
            variant="default"
            size="xs"
            rightSection={<IconChevronRight size={14} />}
            disabled={!page.data?.next || page.isPlaceholderData}
            onClick={() => setCursors([...cursors, page.data?.next ?? ''])}
          >
            {t('list.next')}
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}

function Waiting() {
  return (
    <Stack p="md" gap="sm" aria-hidden="true">
      {[1, 2, 3, 4, 5, 6, 7, 8].map((row) => (
        <Skeleton key={row} height={18} />
      ))}
    </Stack>
  );
}
