import { Panel, Tag } from '@kontor/ui';
import { Button, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSwitchPlugin } from '../../api/plugins';
import type { Listing, Plugin } from '../../api/types';
import { labelOf } from '../../i18n';
import { Failure } from '../../shell/Failure';
import { PluginState } from './PluginState';
import { SeatsLine } from './SeatsLine';
import { usePrice } from './usePrice';

interface AddonCardProps {
  listing: Listing;
  plugin: Plugin | undefined;
  onInstall: () => void;
  onRemove: (plugin: Plugin) => void;
}

export function AddonCard({ listing, plugin, onInstall, onRemove }: AddonCardProps) {
  const { t, i18n } = useTranslation();
  const price = usePrice(listing);
  const switching = useSwitchPlugin();
  const name = labelOf(listing.name, i18n.language, listing.id);
  const vendor = typeof listing.vendor === 'string' ? listing.vendor : (listing.vendor.display_name ?? listing.vendor.name);
  const stopped = plugin?.state === 'stopped';
  return (
    <Panel title={name} actions={plugin ? <PluginState plugin={plugin} /> : <Tag>{t('addons.available')}</Tag>}>
      <Stack gap="sm" data-addon={listing.id}>
        <Text size="xs" c="dimmed">
          {t('addons.by', { vendor, version: plugin?.version ?? listing.version })}
        </Text>
        <Text size="sm">{labelOf(listing.summary, i18n.language)}</Text>
        {price && !(plugin && listing.price) && (
          <Text size="sm" fw={600}>
            {price}
          </Text>
        )}
        {plugin && listing.price && <SeatsLine product={listing.id} />}
        <Failure error={switching.error} />
        <Group gap="xs">
          {plugin ? (
            <>
              <Button
                size="xs"
                variant="light"
                aria-label={t('addons.manageName', { name })}
                renderRoot={(props) => <Link to="/addons/$plugin" params={{ plugin: plugin.id }} {...props} />}
              >
                {t('addons.manage')}
              </Button>
              <Button
                size="xs"
                variant="default"
                loading={switching.isPending}
                aria-label={t(stopped ? 'addons.startName' : 'addons.stopName', { name })}
                onClick={() => switching.mutate({ id: plugin.id, verb: stopped ? 'start' : 'stop' })}
              >
                {t(stopped ? 'addons.start' : 'addons.stop')}
              </Button>
              <Button
                size="xs"
                variant="subtle"
                color="red"
                aria-label={t('addons.removeName', { name })}
                onClick={() => onRemove(plugin)}
              >
                {t('addons.remove')}
              </Button>
            </>
          ) : (
            <Button size="xs" aria-label={t('addons.installName', { name })} onClick={onInstall}>
              {t('addons.install')}
            </Button>
          )}
        </Group>
      </Stack>
    </Panel>
  );
}
