import { EmptyState, PageHeader } from '@kontor/ui';
import { SimpleGrid, Skeleton } from '@mantine/core';
import { IconPuzzle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listingsQuery, pluginsQuery } from '../../api/plugins';
import type { Listing, Plugin } from '../../api/types';
import { Failure } from '../../shell/Failure';
import { AddonCard } from './AddonCard';
import { InstallPrompt } from './InstallPrompt';
import { RemovePrompt } from './RemovePrompt';

/** What runs here and what the market offers, in one list. */
export function AddonsPage() {
  const { t } = useTranslation();
  const listings = useQuery(listingsQuery);
  const plugins = useQuery(pluginsQuery);
  const [wanted, setWanted] = useState<Listing>();
  const [unwanted, setUnwanted] = useState<Plugin>();
  const installed = new Map(plugins.data?.map((one) => [one.id, one]));
  const offered = listings.data ?? [];
  const elsewhere = (plugins.data ?? [])
    .filter((one) => !offered.some((listing) => listing.id === one.id))
    .map((one): Listing => ({ id: one.id, name: one.name, vendor: one.id.split('.')[0] ?? '', version: one.version }));

  return (
    <>
      <PageHeader title={t('nav.addons')} note={t('addons.note')} />
      <Failure error={plugins.error ?? listings.error} />
      {(listings.isPending || plugins.isPending) && (
        <SimpleGrid cols={{ base: 1, md: 2 }} aria-hidden="true">
          <Skeleton height={170} />
          <Skeleton height={170} />
        </SimpleGrid>
      )}
      {plugins.data && (
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
          {[...offered, ...elsewhere].map((listing) => (
            <AddonCard
              key={listing.id}
              listing={listing}
              plugin={installed.get(listing.id)}
              onInstall={() => setWanted(listing)}
              onRemove={setUnwanted}
            />
          ))}
        </SimpleGrid>
      )}
      {listings.data && plugins.data && offered.length + elsewhere.length === 0 && (
        <EmptyState icon={<IconPuzzle size={30} />} title={t('addons.empty')} />
      )}
      {wanted && <InstallPrompt listing={wanted} onClose={() => setWanted(undefined)} />}
      {unwanted && <RemovePrompt plugin={unwanted} onClose={() => setUnwanted(undefined)} />}
    </>
  );
}
