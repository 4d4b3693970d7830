import { Panel } from '@kontor/ui';
import { Button, Group, MultiSelect, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAssignSeats, useUsers } from '../../api/plugin';
import { useSeats } from '../../api/seats';
import type { Seats } from '../../api/types';
import { useFormat } from '../../format';
import { Failure } from '../../shell/Failure';
import { notify } from '../../shell/notify';

/** Who has a seat, where seats are named; how many are in use, where they are shared. */
export function NamedSeats({ license }: { license: unknown }) {
  const { t } = useTranslation();
  const product = (license as { product?: string } | undefined)?.product ?? '';
  const { data: seats } = useSeats(product);
  const format = useFormat();
  if (!product || !seats || seats.model === 'site' || seats.total === 0) return null;
  return (
    <Panel title={t('plugin.seats')}>
      <Text size="sm" mb="xs">
        {t(`addons.seats.${seats.model}`, { used: seats.used, total: seats.total })}
      </Text>
      {seats.model === 'named' && <Assignment key={ids(seats).join()} product={product} seats={seats} />}
      {seats.model === 'concurrent' && seats.holders.length > 0 && (
        <Text size="sm" c="dimmed">
          {seats.holders.map((holder) => holder.name).join(', ')}
        </Text>
      )}
      {seats.waiting.length > 0 && (
        <Text size="sm" mt="xs" component="ol" pl="md">
          {seats.waiting.map((one) => (
            <li key={one.place}>{t('plugin.seatWaits', { name: one.name, when: format.time(one.since) })}</li>
          ))}
        </Text>
      )}
    </Panel>
  );
}

const ids = (seats: Seats) => seats.holders.map((holder) => holder.subject);

function Assignment({ product, seats }: { product: string; seats: Seats }) {
  const { t } = useTranslation();
  const users = useUsers();
  const assign = useAssignSeats(product);
  const [chosen, setChosen] = useState(() => ids(seats));
  return (
    <Stack gap="sm">
      <MultiSelect
        label={t('plugin.seatsOf')}
        description={t('plugin.seatsMost', { number: seats.total })}
        data={(users.data ?? []).map((user) => ({ value: user.id, label: user.name }))}
        maxValues={seats.total}
        searchable
        nothingFoundMessage={t('palette.nothing')}
        value={chosen}
        onChange={setChosen}
      />
      <Failure error={users.error ?? assign.error} />
      <Group justify="flex-end">
        <Button
          size="xs"
          loading={assign.isPending}
          onClick={() =>
            assign.mutate(chosen, { onSuccess: () => notify({ color: 'green', message: t('plugin.seatsSaved') }) })
          }
        >
          {t('plugin.assign')}
        </Button>
      </Group>
    </Stack>
  );
}
