import { Dialog } from '@kontor/ui';
import { Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useUpdate, type PluginDetails } from '../../api/plugin';
import type { Listing } from '../../api/types';
import { labelOf } from '../../i18n';
import { Failure } from '../../shell/Failure';
import { notify } from '../../shell/notify';
import { PermissionList } from '../addons/PermissionList';
import { ReleaseLine } from '../addons/ReleaseLine';

interface UpdatePromptProps {
  plugin: PluginDetails;
  listing: Listing;
  onClose: () => void;
}

/** What the new version may do, before it takes over. */
export function UpdatePrompt({ plugin, listing, onClose }: UpdatePromptProps) {
  const { t, i18n } = useTranslation();
  const [accepted, setAccepted] = useState(false);
  const update = useUpdate(plugin.id);
  const name = labelOf(plugin.name, i18n.language, plugin.id);
  const version = listing.version;
  return (
    <Dialog size="lg" onClose={onClose} title={t('plugin.updateTitle', { name, version })} closeLabel={t('record.close')}>
      <Stack gap="md">
        <Text size="sm">{t('plugin.updateWhat', { version: plugin.version })}</Text>
        <ReleaseLine plugin={plugin.id} version={version} />
        <PermissionList permissions={listing.permissions ?? {}} contributes={listing.contributes} uses={listing.uses} />
        <Checkbox
          label={t('addons.accept')}
          checked={accepted}
          onChange={(event) => setAccepted(event.currentTarget.checked)}
        />
        <Failure error={update.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('record.cancel')}
          </Button>
          <Button
            disabled={!accepted}
            loading={update.isPending}
            onClick={() =>
              update.mutate(version, {
                onSuccess: () => {
                  notify({ color: 'green', message: t('plugin.updated', { name, version }) });
                  onClose();
                },
              })
            }
          >
            {t('plugin.update', { version })}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
