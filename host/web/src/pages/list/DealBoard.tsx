import { SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAggregate, useUpdateRecord } from '../../api/records';
import type { Entity, FilterTerm, KontorRecord } from '../../api/types';
import { labelOf } from '../../i18n';
import { Failure } from '../../shell/Failure';
import { BoardColumn } from './BoardColumn';

const openStages = ['new', 'qualified', 'proposal', 'negotiation'];
export const openDeals: FilterTerm[] = [{ field: 'outcome', op: 'eq', value: 'open' }];

/** Open deals by stage; a card is moved by dragging or by its menu. */
export function DealBoard({ entity }: { entity: Entity }) {
  const { i18n } = useTranslation();
  const update = useUpdateRecord('deal');
  const counts = useAggregate('deal', {
    filter: openDeals,
    group_by: ['stage'],
    measures: [{ function: 'count' }],
  });
  const choices = entity.fields.find((field) => field.name === 'stage')?.choices ?? [];
  const stages = openStages.map((value) => ({
    value,
    label: labelOf(choices.find((choice) => choice.value === value)?.labels, i18n.language, value),
  }));

  function move(deal: Pick<KontorRecord, 'id' | 'version'>, stage: string) {
    update.mutate({ id: deal.id, version: deal.version, fields: { stage } });
  }

  return (
    <>
      <Failure error={update.error ?? counts.error} />
      <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
        {stages.map((stage) => (
          <BoardColumn
            key={stage.value}
            stage={stage}
            stages={stages}
            count={counts.data?.find((row) => row.group[0] === stage.value)?.values[0] ?? undefined}
            onMove={move}
          />
        ))}
      </SimpleGrid>
    </>
  );
}
