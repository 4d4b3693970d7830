import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSeats } from '../../api/seats';

/** How many seats there are and who sits; nothing where no seats are counted. */
export function SeatsLine({ product }: { product: string }) {
  const { t } = useTranslation();
  const { data } = useSeats(product);
  if (!data || data.model === 'site' || data.total === 0) return null;
  const names = data.holders.map((holder) => holder.name).join(', ');
  return (
    <Text size="sm" c="dimmed">
      {t(`addons.seats.${data.model}`, { used: data.used, total: data.total })}
      {names && ` · ${names}`}
    </Text>
  );
}
