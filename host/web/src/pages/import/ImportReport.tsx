import { Panel } from '@kontor/ui';
import { Button, Skeleton, Table, Tabs, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useImportRows } from '../../api/imports';
import type { ImportRun, Outcome } from '../../api/types';
import { collectionOf } from '../../collections';
import { useFormat } from '../../format';
import { DataTable } from '../../records/DataTable';
import { Failure } from '../../shell/Failure';
import { outcomes } from './ImportProgress';

/** What became of each row, and why: first those somebody should look at. */
export function ImportReport({ run }: { run: ImportRun }) {
  const { t } = useTranslation();
  const format = useFormat();
  const present = [...outcomes].reverse().filter((outcome) => run[outcome] > 0);
  const [chosen, setChosen] = useState<Outcome>();
  const active = chosen ?? present[0];
  if (!active) return null;
  return (
    <Panel title={t('import.report')}>
      <Tabs value={active} onChange={(value) => setChosen((value ?? active) as Outcome)}>
        <Tabs.List mb="sm">
          {present.map((outcome) => (
            <Tabs.Tab key={outcome} value={outcome}>
              {t(`outcome.${outcome}`)} ({format.number(run[outcome])})
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {present.map((outcome) => (
          <Tabs.Panel key={outcome} value={outcome}>
            {outcome === active && <Rows id={run.id} entity={run.entity} outcome={outcome} />}
          </Tabs.Panel>
        ))}
      </Tabs>
    </Panel>
  );
}

function Rows({ id, entity, outcome }: { id: string; entity: string; outcome: Outcome }) {
  const { t } = useTranslation();
  const collection = collectionOf(entity);
  const pages = useImportRows(id, outcome, true);
  const rows = pages.data?.pages.flatMap((page) => page.rows) ?? [];
  if (pages.error) return <Failure error={pages.error} />;
  if (pages.isPending) return <Skeleton height={100} />;
  return (
    <>
      <DataTable caption={t(`outcome.${outcome}`)} verticalSpacing={5}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col" w={90}>
              {t('import.row')}
            </Table.Th>
            <Table.Th scope="col">{t('import.reason')}</Table.Th>
            <Table.Th scope="col" w={140}>
              {t('import.record')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.row}>
              <Table.Td>{row.row}</Table.Td>
              <Table.Td>{row.reason || t(`outcome.${outcome}`)}</Table.Td>
              <Table.Td>
                {row.record_id && collection && (
                  <Link to="/$collection/$id" params={{ collection, id: row.record_id }}>
                    {t('record.open')}
                  </Link>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </DataTable>
      {rows.length === 0 && <Text size="sm">{t('palette.nothing')}</Text>}
      {pages.hasNextPage && (
        <Button variant="subtle" size="compact-sm" onClick={() => void pages.fetchNextPage()}>
          {t('list.more')}
        </Button>
      )}
    </>
  );
}
