import { Checkbox, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { nameOf, useNames } from '../api/records';
import type { Field, KontorRecord } from '../api/types';
import { isOpen, type Collection, type Work } from '../collections';
import { labelOf } from '../i18n';
import { FieldText } from './FieldText';
import { FinishButton } from './FinishButton';
import type { Finish } from './useFinish';
import { referencesOf, targetOf } from './fields';
import { DataTable } from './DataTable';
import classes from './RecordTable.module.css';

interface RecordTableProps {
  collection: Collection;
  fields: Field[];
  records: KontorRecord[];
  stale: boolean;
  caption: string;
  /** Ids of the rows that are ticked; without it there is nothing to tick. */
  ticked?: ReadonlySet<string>;
  onTick?: (ids: string[], on: boolean) => void;
  /** Work that is ended from its row. */
  work?: Work | undefined;
  finish?: Finish;
}

// The row goes when its work is done: the focus goes on to the next one, or to the one before.
function leave(row: HTMLElement | null) {
  const next = row?.nextElementSibling ?? row?.previousElementSibling;
  next?.querySelector('a')?.focus();
}

const numeric = new Set(['number', 'money']);

export function RecordTable({ collection, fields, records, stale, caption, ticked, onTick, work, finish }: RecordTableProps) {
  const { t, i18n } = useTranslation();
  const names = useNames(referencesOf(fields, records));
  const [first, ...others] = fields;
  if (!first) return null;

  function end(record: KontorRecord, row: HTMLElement | null) {
    if (!work || !isOpen(work, record.fields['state'])) return;
    leave(row);
    finish?.run(record);
  }

  return (
    <DataTable caption={caption} stale={stale} highlightOnHover verticalSpacing={7}>
      <Table.Thead>
        <Table.Tr>
          {ticked && (
            <Table.Th scope="col" className={classes.tick}>
              <Checkbox
                size="xs"
                aria-label={t('bulk.all')}
                checked={records.every(({ id }) => ticked.has(id))}
                indeterminate={records.some(({ id }) => ticked.has(id)) && !records.every(({ id }) => ticked.has(id))}
                onChange={(event) => onTick?.(records.map(({ id }) => id), event.currentTarget.checked)}
              />
            </Table.Th>
          )}
          {fields.map((field) => (
            <Table.Th key={field.name} scope="col" data-numeric={numeric.has(field.type)}>
              {labelOf(field.labels, i18n.language, field.name)}
            </Table.Th>
          ))}
          {work && (
            <Table.Th scope="col" className={classes.tick}>
              <span className="visually-hidden">{t('work.finish')}</span>
            </Table.Th>
          )}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {records.map((record) => (
          <Table.Tr
            key={record.id}
            {...(work && {
              onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
                if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
                event.preventDefault();
                end(record, event.currentTarget);
              },
            })}
          >
            {ticked && (
              <Table.Td className={classes.tick}>
                <Checkbox
                  size="xs"
                  aria-label={t('bulk.tick', { name: nameOf(record) })}
                  checked={ticked.has(record.id)}
                  onChange={(event) => onTick?.([record.id], event.currentTarget.checked)}
                />
              </Table.Td>
            )}
            <Table.Th scope="row" className={classes.first}>
              <Link to="/$collection/$id" params={{ collection, id: record.id }} className={classes.link}>
                {nameOf(record)}
              </Link>
            </Table.Th>
            {others.map((field) => (
              <Table.Td key={field.name} data-numeric={numeric.has(field.type)}>
                <Text component="span" size="sm" className={classes.cell}>
                  <Cell field={field} record={record} names={names} />
                </Text>
              </Table.Td>
            ))}
            {work && finish && (
              <Table.Td className={classes.tick}>
                <FinishButton
                  small
                  work={work}
                  record={record}
                  isPending={finish.isPending(record)}
                  onFinish={(button) => end(record, button.closest('tr'))}
                />
              </Table.Td>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </DataTable>
  );
}

// A phone that could not be normalised stands as it was entered, and is no link.
function Cell({ field, record, names }: { field: Field; record: KontorRecord; names: Map<string, string> }) {
  const entered = record.fields[`${field.name}_entered`];
  if (field.type === 'phone' && !record.fields[field.name] && typeof entered === 'string') {
    return <span className={classes.entered}>{entered}</span>;
  }
  return <FieldText field={field} target={targetOf(field, record)} value={record.fields[field.name]} names={names} />;
}
