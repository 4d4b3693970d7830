import { Panel } from '@kontor/ui';
import { FileButton, Button, Group, Loader, Select, Stack, Text } from '@mantine/core';
import { IconFileTypeCsv } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatOf, importFormatsQuery, previewImport } from '../../api/imports';
import { collections, type Collection } from '../../collections';
import { labelOf } from '../../i18n';
import { Failure } from '../../shell/Failure';
import { useDropTarget } from '../../shell/useDropTarget';
import type { Chosen } from './ImportPage';
import classes from './Import.module.css';

export function ChooseFile({ onChosen }: { onChosen: (chosen: Chosen) => void }) {
  const { t, i18n } = useTranslation();
  const [entity, setEntity] = useState<string>(collections.persons);
  const formats = useQuery(importFormatsQuery).data ?? [];
  const read = formats.filter((one) => one.entity === entity && one.state === 'open');
  const preview = useMutation({
    mutationFn: (file: File) => previewImport(entity, file, formatOf(formats, entity, file)),
    onSuccess: (answer, file) => onChosen({ entity, file, format: formatOf(formats, entity, file), preview: answer }),
  });

  function take(file: File | null | undefined) {
    if (file) preview.mutate(file);
  }

  const target = useDropTarget(({ files }) => take(files[0]));

  return (
    <Panel>
      <Stack gap="md">
        <Select
          label={t('import.what')}
          data={(Object.keys(collections) as Collection[]).map((one) => ({
            value: collections[one],
            label: t(`nav.${one}`),
          }))}
          value={entity}
          allowDeselect={false}
          maw={320}
          onChange={(value) => setEntity(value ?? collections.persons)}
        />
        <div className={classes.drop} {...target}>
          <IconFileTypeCsv size={34} stroke={1.4} aria-hidden="true" />
          <Text fw={600}>{t('import.drop')}</Text>
          <Text size="sm" c="dimmed" ta="center">
            {t('import.formats')}
          </Text>
          {read.length > 0 && (
            <Text size="sm" c="dimmed" ta="center">
              {read.map((one) => `${labelOf(one.label, i18n.language, one.format)} (${one.endings.join(', ')})`).join('; ')}
            </Text>
          )}
          <Group mt="xs">
            <FileButton onChange={take} accept={['.csv,.txt,text/csv,text/plain', ...read.flatMap((one) => one.endings)].join(',')} inputProps={{ 'aria-label': t('import.file') }}>
              {(props) => (
                <Button {...props} disabled={preview.isPending}>
                  {t('import.choose')}
                </Button>
              )}
            </FileButton>
            {preview.isPending && <Loader size="sm" role="status" aria-label={t('shell.loading')} />}
          </Group>
        </div>
        <Failure error={preview.error} />
      </Stack>
    </Panel>
  );
}
