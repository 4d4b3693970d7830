import { ActionIcon, Group, Menu, Text } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { nameOf } from '../../api/records';
import type { KontorRecord } from '../../api/types';
import { useFormat } from '../../format';
import { isMoney } from '../../records/fields';
import classes from './Board.module.css';
import type { Move, Stage } from './BoardColumn';

interface DealCardProps {
  deal: KontorRecord;
  organisation: string | undefined;
  stages: Stage[];
  onMove: Move;
}

export function DealCard({ deal, organisation, stages, onMove }: DealCardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { amount, expected_close: expected } = deal.fields;
  return (
    <article
      className={classes.card}
      draggable
      onDragStart={(event) =>
        event.dataTransfer.setData('application/json', JSON.stringify({ id: deal.id, version: deal.version }))
      }
    >
      <Group justify="space-between" wrap="nowrap" gap={4} align="flex-start">
        <Link to="/$collection/$id" params={{ collection: 'deals', id: deal.id }} className={classes.title} draggable={false}>
          {nameOf(deal)}
        </Link>
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t('deals.move', { name: nameOf(deal) })}>
              <IconDots size={15} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {stages.map((stage) => (
              <Menu.Item key={stage.value} onClick={() => onMove(deal, stage.value)}>
                {t('deals.moveTo', { stage: stage.label })}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </Group>
      {organisation && (
        <Text size="xs" c="dimmed" truncate>
          {organisation}
        </Text>
      )}
      <Group justify="space-between" mt={6}>
        <Text size="sm" fw={600}>
          {isMoney(amount) && format.money(amount, true)}
        </Text>
        <Text size="xs" c="dimmed">
          {typeof expected === 'string' && format.date(expected)}
        </Text>
      </Group>
    </article>
  );
}
