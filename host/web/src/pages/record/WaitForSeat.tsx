import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLeaveSeatQueue, useSeatQueue } from '../../api/seats';
import { Failure } from '../../shell/Failure';

/** Whoever waits has the next seat; the place is kept for as long as this is on the screen. */
export function WaitForSeat({ product }: { product: string }) {
  const { t } = useTranslation();
  const [waiting, setWaiting] = useState(false);
  const place = useSeatQueue(product, waiting);
  const leave = useLeaveSeatQueue(product);
  if (!waiting) {
    return (
      <Button size="compact-sm" mt="sm" onClick={() => setWaiting(true)}>
        {t('seats.wait')}
      </Button>
    );
  }
  if (place.data?.seated) {
    return (
      <Text size="sm" mt="sm" fw={600} role="status">
        {t('seats.yours')}
      </Text>
    );
  }
  return (
    <>
      <Failure error={place.error} />
      <Group justify="space-between" mt="sm" gap="sm">
        <Text size="sm" role="status">
          {place.data ? t('seats.place', { place: place.data.place }) : t('shell.loading')}
        </Text>
        <Button
          size="compact-sm"
          variant="default"
          loading={leave.isPending}
          onClick={() => leave.mutate(undefined, { onSettled: () => setWaiting(false) })}
        >
          {t('seats.leave')}
        </Button>
      </Group>
    </>
  );
}
