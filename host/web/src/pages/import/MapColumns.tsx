import { Panel } from '@kontor/ui';
import { Button, Group, Progress, Select, Stack, Table, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEntity } from '../../api/entities';
import { uploadImport } from '../../api/imports';
import { labelOf } from '../../i18n';
import { DataTable } from '../../records/DataTable';
import { Failure } from '../../shell/Failure';
import type { Chosen } from './ImportPage';
import classes from './Import.module.css';
import { regions } from './regions';

interface MapColumnsProps {
  chosen: Chosen;
  onStarted: (id: string) => void;
  onBack: () => void;
}

const rowsShown = 5;

/** Each column of the file with its field and what stands in its first rows. */
export function MapColumns({ chosen, onStarted, onBack }: MapColumnsProps) {
  const { t, i18n } = useTranslation();
  const { entity: entityName, file, preview } = chosen;
  const entity = useEntity(entityName);
  const [mapping, setMapping] = useState(preview.mapping);
  const [region, setRegion] = useState<string | null>(null);
  const [sent, setSent] = useState(0);
  const upload = useMutation({
    mutationFn: () => {
      const given = Object.entries(mapping).filter((pair): pair is [string, string] => Boolean(pair[1]));
      return uploadImport({ entity: entityName, mapping: Object.fromEntries(given), file, format: chosen.format, region, onProgress: setSent });
    },
    onSuccess: ({ id }) => onStarted(id),
  });
  const fields = (entity?.fields ?? [])
    .filter((field) => !field.computed && !field.read_only && (field.plugin === undefined || field.editable))
    .map((field) => ({ value: field.name, label: labelOf(field.labels, i18n.language, field.name) }));
  const countries = useMemo(() => regions(i18n.language), [i18n.language]);
  const suggested = Object.values(mapping).filter((name): name is string => Boolean(name));
  const known = new Set(fields.map((field) => field.value));
  const data = [...fields, ...[...new Set(suggested)].filter((name) => !known.has(name)).map((name) => ({ value: name, label: name }))];

  return (
    <Stack gap="md">
      <Panel title={t('import.mapping', { file: file.name })}>
        <Text size="sm" c="dimmed" mb="sm">
          {t('import.read', { encoding: preview.encoding, delimiter: preview.delimiter === '\t' ? '⇥' : preview.delimiter })}
        </Text>
        <Select
          label={t('import.region')}
          placeholder={t('import.regionDefault')}
          data={countries}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('record.clear') }}
          nothingFoundMessage={t('palette.nothing')}
          maw={320}
          mb="sm"
          value={region}
          onChange={setRegion}
        />
        <DataTable caption={t('import.columns')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('import.column')}</Table.Th>
              <Table.Th scope="col">{t('import.field')}</Table.Th>
              <Table.Th scope="col">{t('import.sample')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {preview.columns.map((column, index) => (
              <Table.Tr key={`${index}-${column}`}>
                <Table.Th scope="row">{column}</Table.Th>
                <Table.Td>
                  <Select
                    size="xs"
                    aria-label={t('import.fieldFor', { column })}
                    placeholder={t('import.skip')}
                    data={data}
                    clearable
                    clearButtonProps={{ 'aria-label': t('record.clear') }}
                    value={mapping[column] ?? null}
                    onChange={(field) => setMapping((before) => ({ ...before, [column]: field }))}
                  />
                </Table.Td>
                <Table.Td className={classes.sample}>
                  {preview.rows
                    .slice(0, rowsShown)
                    .map((row) => row[index])
                    .filter(Boolean)
                    .join(' · ')}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </DataTable>
      </Panel>
      <Failure error={upload.error} />
      {upload.isPending && <Progress value={sent * 100} aria-label={t('import.uploading')} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onBack} disabled={upload.isPending}>
          {t('import.other')}
        </Button>
        <Button onClick={() => upload.mutate()} loading={upload.isPending} disabled={suggested.length === 0}>
          {t('import.start')}
        </Button>
      </Group>
    </Stack>
  );
}
