import { useTranslation } from 'react-i18next';
import type { Listing } from '../../api/types';
import { useFormat } from '../../format';

/** What the add-on costs this company, in words; undefined where it has no price. */
export function usePrice(listing: Listing): string | undefined {
  const { t } = useTranslation();
  const format = useFormat();
  const { price, offers } = listing;
  if (!price) return offers !== undefined && offers.length === 0 ? t('addons.free') : undefined;
  if (price.total.amount === 0) return t('addons.free');
  const total = format.money(price.total);
  const period = t(`addons.period.${price.period}`);
  return price.users !== undefined && price.model !== 'site'
    ? t(`addons.price.${price.model}`, { total, period, count: price.users })
    : t('addons.price.site', { total, period });
}
