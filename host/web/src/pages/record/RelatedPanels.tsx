import { Panel } from '@kontor/ui';
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { entitiesQuery } from '../../api/entities';
import { nameOf, useRecords } from '../../api/records';
import type { FilterTerm, KontorRecord } from '../../api/types';
import { collectionOf, type Collection } from '../../collections';
import { useFormat } from '../../format';
import { isMoney, pointersOf } from '../../records/fields';
import classes from './FieldsPanel.module.css';

const recordsShown = 8;

/** Records of other entities that point at this one, as the definitions say. */
export function RelatedPanels({ record }: { record: KontorRecord }) {
  const { data } = useQuery(entitiesQuery);
  const pointing = (data ?? []).flatMap((entity) =>
    pointersOf(entity, record).map((filter) => ({ collection: collectionOf(entity.entity), entity: entity.entity, filter })),
  );
  return (
    <>
      {pointing.map(({ collection, entity, filter }) =>
        collection ? (
          <RelatedPanel key={`${entity}.${filter[0]?.field}`} collection={collection} entity={entity} filter={filter} />
        ) : null,
      )}
    </>
  );
}

interface RelatedPanelProps {
  collection: Collection;
  entity: string;
  filter: FilterTerm[];
}

function RelatedPanel({ collection, entity, filter }: RelatedPanelProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const related = useRecords(entity, { filter, limit: recordsShown });
  const records = related.data?.records ?? [];
  if (records.length === 0) return null;
  return (
    <Panel title={t(`nav.${collection}`)}>
      <ul className={classes.related}>
        {records.map((one) => {
          const amount = one.fields['amount'] ?? one.fields['total'];
          return (
            <li key={one.id}>
              <Link to="/$collection/$id" params={{ collection, id: one.id }}>
                {nameOf(one)}
              </Link>
              {isMoney(amount) && (
                <Text size="sm" c="dimmed" component="span">
                  {format.money(amount)}
                </Text>
              )}
            </li>
          );
        })}
      </ul>
      {related.data?.next && (
        <Text size="xs" c="dimmed" mt="xs">
          {t('record.moreRelated')}
        </Text>
      )}
    </Panel>
  );
}
