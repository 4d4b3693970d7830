import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames, useRecords } from '../../api/records';
import type { KontorRecord } from '../../api/types';
import { useFormat } from '../../format';
import { useDropTarget } from '../../shell/useDropTarget';
import classes from './Board.module.css';
import { openDeals } from './DealBoard';
import { DealCard } from './DealCard';

export interface Stage {
  value: string;
  label: string;
}

export type Move = (deal: Pick<KontorRecord, 'id' | 'version'>, stage: string) => void;

interface BoardColumnProps {
  stage: Stage;
  stages: Stage[];
  count: number | undefined;
  onMove: Move;
}

const cardsAtOnce = 20;

export function BoardColumn({ stage, stages, count, onMove }: BoardColumnProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [limit, setLimit] = useState(cardsAtOnce);
  const page = useRecords('deal', {
    filter: [...openDeals, { field: 'stage', op: 'eq', value: stage.value }],
    limit,
  });
  const deals = page.data?.records ?? [];
  const organisations = deals.map((deal) => deal.fields['organisation']).filter((id) => typeof id === 'string');
  const names = useNames({ organisation: organisations });

  const target = useDropTarget((dropped) =>
    onMove(JSON.parse(dropped.getData('application/json')) as KontorRecord, stage.value),
  );

  return (
    <section className={classes.column} aria-label={stage.label} {...target}>
      <Group justify="space-between" px={4}>
        <Text component="h2" fw={600} size="sm">
          {stage.label}
        </Text>
        <Text size="sm" c="dimmed">
          {count !== undefined && format.number(count)}
        </Text>
      </Group>
      <Stack gap={8}>
        {deals.map((deal) => (
          <DealCard
            key={deal.id}
            deal={deal}
            organisation={names.get(String(deal.fields['organisation']))}
            stages={stages.filter((one) => one.value !== stage.value)}
            onMove={onMove}
          />
        ))}
        {page.data?.next && limit < 200 && (
          <Button variant="subtle" size="compact-sm" onClick={() => setLimit(limit + cardsAtOnce)}>
            {t('list.more')}
          </Button>
        )}
      </Stack>
    </section>
  );
}
