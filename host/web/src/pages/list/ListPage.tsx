import { PageHeader } from '@kontor/ui';
import { Button, SegmentedControl } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useEntity } from '../../api/entities';
import { collections, isCollection, works, type Collection } from '../../collections';
import { NotFoundPage } from '../NotFoundPage';
import { CreateRecord } from './CreateRecord';
import { DealBoard } from './DealBoard';
import { RecordList } from './RecordList';

export function ListPage() {
  const { collection } = useParams({ from: '/$collection' });
  return isCollection(collection) ? <Listing key={collection} collection={collection} /> : <NotFoundPage />;
}

/** The list of one entity; deals also stand on a board by stage. */
function Listing({ collection }: { collection: Collection }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/$collection' });
  const search = useSearch({ from: '/$collection' });
  const entity = useEntity(collections[collection]);
  const board = collection === 'deals' && search.view !== 'list';

  return (
    <>
      <PageHeader
        title={t(`nav.${collection}`)}
        actions={
          <>
            {collection === 'deals' && (
              <SegmentedControl
                aria-label={t('deals.view')}
                value={board ? 'board' : 'list'}
                onChange={(view) => void navigate({ search: { view: view as 'board' | 'list' } })}
                data={[
                  { value: 'board', label: t('deals.board') },
                  { value: 'list', label: t('deals.list') },
                ]}
              />
            )}
            {works[collection] && (
              <SegmentedControl
                aria-label={t('deals.view')}
                value={search.view === 'all' ? 'all' : 'list'}
                onChange={(view) => void navigate({ search: view === 'all' ? { view } : {} })}
                data={[
                  { value: 'list', label: t('work.open') },
                  { value: 'all', label: t('work.all') },
                ]}
              />
            )}
            <Button
              leftSection={<IconPlus size={16} />}
              onClick={() => void navigate({ search: (before) => ({ ...before, create: true }) })}
            >
              {t(`create.${collection}`)}
            </Button>
          </>
        }
      />
      {entity && (board ? <DealBoard entity={entity} /> : <RecordList key={search.view} collection={collection} entity={entity} />)}
      {entity && search.create && (
        <CreateRecord
          collection={collection}
          entity={entity}
          phone={search.phone}
          onClose={() => void navigate({ search: ({ create: _create, phone: _phone, ...rest }) => rest })}
        />
      )}
    </>
  );
}
