import { PageHeader } from '@kontor/ui';
import { Button, Grid, Skeleton, Stack } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconPencil } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEntity } from '../../api/entities';
import { isMissing } from '../../api/problem';
import { nameOf, useRecord } from '../../api/records';
import { collections, isCollection, works, type Collection } from '../../collections';
import { FinishButton } from '../../records/FinishButton';
import { useFinish } from '../../records/useFinish';
import { AnchorLink } from '../../shell/AnchorLink';
import { Failure } from '../../shell/Failure';
import { NotFoundPage } from '../NotFoundPage';
import { EditRecord } from './EditRecord';
import { FieldsPanel } from './FieldsPanel';
import { FilesPanel } from './FilesPanel';
import { PersonalData } from './PersonalData';
import { PluginPanels } from './PluginPanels';
import { RecordActions } from './RecordActions';
import { RelatedPanels } from './RelatedPanels';
import { Timeline } from './Timeline';

export function RecordPage() {
  const { collection, id } = useParams({ from: '/$collection/$id' });
  return isCollection(collection) ? <Sheet key={id} collection={collection} id={id} /> : <NotFoundPage />;
}

/** One record: its fields, what happened with it, and what plugins let one do. */
function Sheet({ collection, id }: { collection: Collection; id: string }) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  const entity = useEntity(collections[collection]);
  const record = useRecord(collections[collection], id);
  const work = works[collection];
  const finish = useFinish(collections[collection], work);
  useHotkeys([['mod+Enter', () => record.data && finish.run(record.data)]]);
  const isPerson = collection === 'persons';

  if (isMissing(record.error)) return <NotFoundPage what={t('failure.missing.advice')} />;
  if (record.error) return <Failure error={record.error} />;
  if (!record.data || !entity) return <Skeleton height={240} aria-label={t('shell.loading')} />;

  return (
    <>
      <AnchorLink size="sm" to="/$collection" params={{ collection }}>
        {t(`nav.${collection}`)}
      </AnchorLink>
      <PageHeader
        title={nameOf(record.data)}
        actions={
          <>
            {work && (
              <FinishButton
                work={work}
                record={record.data}
                isPending={finish.isPending(record.data)}
                onFinish={() => finish.run(record.data)}
              />
            )}
            <RecordActions record={record.data} />
            <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)}>
              {t('record.edit')}
            </Button>
          </>
        }
      />
      <Failure error={finish.error} />
      <Grid gutter="md">
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack gap="md">
            <FieldsPanel entity={entity} record={record.data} />
            <PluginPanels record={record.data} />
            <FilesPanel record={record.data} />
            {isPerson && <PersonalData id={id} />}
            <RelatedPanels record={record.data} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Timeline record={record.data} />
        </Grid.Col>
      </Grid>
      {editing && <EditRecord entity={entity} record={record.data} onClose={() => setEditing(false)} />}
    </>
  );
}
