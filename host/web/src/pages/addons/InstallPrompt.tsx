import { Dialog } from '@kontor/ui';
import { Alert, Button, Checkbox, Group, NumberInput, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFetchLicenses, useInstall, useOrder } from '../../api/plugins';
import type { Listing, Offer } from '../../api/types';
import { useFormat } from '../../format';
import { Handbook } from '../../handbook/Handbook';
import { labelOf } from '../../i18n';
import { Failure } from '../../shell/Failure';
import { notify } from '../../shell/notify';
import { PermissionList } from './PermissionList';
import { ReleaseLine } from './ReleaseLine';
import { ScreenshotStrip } from './ScreenshotStrip';
import { ScreenshotViewer } from './ScreenshotViewer';

interface InstallPromptProps {
  listing: Listing;
  onClose: () => void;
}

/** What the add-on will be allowed to do and what it costs, before anything is bought or run. */
export function InstallPrompt({ listing, onClose }: InstallPromptProps) {
  const { t, i18n } = useTranslation();
  const [accepted, setAccepted] = useState(false);
  const offer = listing.licensed ? undefined : listing.offers?.find((one) => one.price.amount > 0);
  const [quantity, setQuantity] = useState(Math.max(offer?.min_seats ?? 1, listing.price?.users ?? 1));
  const [looking, setLooking] = useState<number>();
  const order = useOrder();
  const paid = useFetchLicenses();
  const install = useInstall();
  const invoiced = order.data?.state === 'invoiced';
  const name = labelOf(listing.name, i18n.language, listing.id);
  const shots = listing.screenshots ?? [];

  async function run() {
    if (invoiced) await paid.mutateAsync();
    if (offer && !order.isSuccess) {
      const { state } = await order.mutateAsync({ plugin_id: listing.id, offer_id: offer.offer_id, quantity });
      if (state === 'invoiced') return;
    }
    await install.mutateAsync({ plugin_id: listing.id, version: listing.version });
    notify({ color: 'green', message: t('addons.installed', { name }) });
    onClose();
  }

  return (
    <>
      <Dialog
        size="lg"
        onClose={onClose}
        covered={looking !== undefined}
        title={t('addons.installTitle', { name, version: listing.version })}
        closeLabel={t('record.close')}
      >
        <Stack gap="md">
          <ScreenshotStrip shots={shots} name={name} onOpen={setLooking} />
          {(listing.handbooks ?? []).length > 0 && <Handbook place={`/market/listings/${listing.id}`} />}
          <ReleaseLine plugin={listing.id} version={listing.version} />
          <PermissionList permissions={listing.permissions ?? {}} contributes={listing.contributes} uses={listing.uses} />
          {offer && !order.isSuccess && <OfferLine offer={offer} quantity={quantity} onQuantity={setQuantity} />}
          <Checkbox
            label={t('addons.accept')}
            checked={accepted}
            onChange={(event) => setAccepted(event.currentTarget.checked)}
          />
          {invoiced && (
            <Alert title={t('addons.invoiced', { number: order.data?.invoice?.number ?? order.data?.order_id })} role="status">
              {t('addons.invoicedAdvice')}
            </Alert>
          )}
          <Failure error={order.error ?? paid.error ?? install.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('record.cancel')}
            </Button>
            <Button
              disabled={!accepted}
              loading={order.isPending || paid.isPending || install.isPending}
              onClick={() => void run().catch(() => undefined)}
            >
              {t(offer && !order.isSuccess ? 'addons.buyAndInstall' : 'addons.install')}
            </Button>
          </Group>
        </Stack>
      </Dialog>
      {looking !== undefined && (
        <ScreenshotViewer shots={shots} at={looking} onMove={setLooking} onClose={() => setLooking(undefined)} />
      )}
    </>
  );
}

interface OfferLineProps {
  offer: Offer;
  quantity: number;
  onQuantity: (quantity: number) => void;
}

function OfferLine({ offer, quantity, onQuantity }: OfferLineProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const counted = offer.per === 'seat' && offer.model !== 'site';
  const total = format.money({
    ...offer.price,
    amount: offer.price.amount * (counted ? quantity : 1),
  });
  return (
    <Group align="flex-end" gap="lg">
      {counted && (
        <NumberInput
          label={t(`addons.quantity.${offer.model as 'named' | 'concurrent'}`)}
          min={offer.min_seats ?? 1}
          max={10000}
          allowDecimal={false}
          w={200}
          value={quantity}
          onChange={(value) => onQuantity(Number(value) || 1)}
        />
      )}
      <Text fw={600}>{t('addons.total', { total, period: t(`addons.period.${offer.period}`) })}</Text>
    </Group>
  );
}
