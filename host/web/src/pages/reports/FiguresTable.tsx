import { Table, Text, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReportFigures, ReportRow } from '../../api/reports';
import type { Entity, RecordsBehind } from '../../api/types';
import { DataTable } from '../../records/DataTable';
import { RecordsDialog } from '../dashboard/RecordsDialog';
import classes from './Reports.module.css';
import { useReportWords } from './useReportWords';

interface FiguresTableProps {
  figures: ReportFigures;
  entity: Entity | undefined;
  caption: string;
  stale: boolean;
}

const rowsShown = 500;

/** Rows and totals; each figure opens the records it was counted from. */
export function FiguresTable({ figures, entity, caption, stale }: FiguresTableProps) {
  const { t } = useTranslation();
  const words = useReportWords(entity);
  const [open, setOpen] = useState<RecordsBehind | null>(null);
  const { groups, measures, totals } = figures;
  const ofRow = (row: ReportRow) => words.nameOfRow(figures, row.group) || t('reports.all');

  function cells(row: Pick<ReportRow, 'values' | 'currencies' | 'filter'>, name: string) {
    return measures.map((measure, place) => {
      const text = words.figure(measure, row.values[place] ?? null, row.currencies[place] ?? null);
      const narrowed = row.filter;
      return (
        <Table.Td key={place} data-numeric="true">
          {narrowed === null ? (
            text
          ) : (
            <UnstyledButton
              className={classes.figure}
              aria-haspopup="dialog"
              aria-label={t('reports.behind', { figure: text, name, measure: words.nameOfMeasure(measure) })}
              onClick={() => setOpen({ label: name, entity: figures.of, filter: [...figures.filter, ...narrowed] })}
            >
              {text}
            </UnstyledButton>
          )}
        </Table.Td>
      );
    });
  }

  return (
    <>
      <DataTable caption={caption} stale={stale} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            {groups.length === 0 && <Table.Th scope="col">{t('reports.what')}</Table.Th>}
            {groups.map((group) => (
              <Table.Th key={group} scope="col">
                {words.nameOfGroup(group)}
              </Table.Th>
            ))}
            {measures.map((measure, place) => (
              <Table.Th key={place} scope="col" data-numeric="true">
                {words.nameOfMeasure(measure)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {groups.length > 0 &&
            figures.rows.slice(0, rowsShown).map((row) => (
              <Table.Tr key={JSON.stringify(row.group)}>
                {row.group.map((value, place) => {
                  const text = words.valueOfGroup(groups[place] ?? '', value, figures.names);
                  return place === 0 ? (
                    <Table.Th key={place} scope="row">
                      {text}
                    </Table.Th>
                  ) : (
                    <Table.Td key={place}>{text}</Table.Td>
                  );
                })}
                {cells(row, ofRow(row))}
              </Table.Tr>
            ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th scope="row" colSpan={Math.max(1, groups.length)}>
              {groups.length === 0 ? t('reports.all') : t('reports.total')}
            </Table.Th>
            {cells({ ...totals, filter: [] }, t('reports.total'))}
          </Table.Tr>
        </Table.Tfoot>
      </DataTable>
      {figures.rows.length > rowsShown && (
        <Text size="xs" c="dimmed" p="sm">
          {t('reports.firstRows', { count: rowsShown })}
        </Text>
      )}
      <RecordsDialog list={open} name={caption} onClose={() => setOpen(null)} />
    </>
  );
}
