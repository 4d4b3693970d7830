import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRelease, useRollback, type PluginDetails } from '../../api/plugin';
import { listingsQuery, useSwitchPlugin } from '../../api/plugins';
import { labelOf } from '../../i18n';
import { Failure } from '../../shell/Failure';
import { RemovePrompt } from '../addons/RemovePrompt';
import { UpdatePrompt } from './UpdatePrompt';

/** Start, stop, update, go back, release, remove. */
export function Decisions({ plugin }: { plugin: PluginDetails }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const listing = useQuery(listingsQuery).data?.find((one) => one.id === plugin.id);
  const switching = useSwitchPlugin();
  const rollback = useRollback(plugin.id);
  const release = useRelease(plugin.id);
  const [prompt, setPrompt] = useState<'update' | 'remove'>();
  const name = labelOf(plugin.name, i18n.language, plugin.id);
  const newer = listing && listing.version !== plugin.version ? listing : undefined;
  const previous = plugin.versions?.previous;
  const stopped = plugin.state === 'stopped';
  const quarantined = plugin.state === 'quarantined';
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('plugin.version', { version: plugin.version })}
      </Text>
      {quarantined && (
        <Alert color="red" title={t('plugin.quarantined', { name })} role="alert">
          <Stack gap="xs" align="flex-start">
            <Text size="sm">{t('plugin.quarantinedWhat')}</Text>
            <Button size="xs" loading={release.isPending} onClick={() => release.mutate()}>
              {t('plugin.release')}
            </Button>
          </Stack>
        </Alert>
      )}
      <Group gap="xs">
        {!quarantined && (
          <Button
            size="xs"
            variant="default"
            loading={switching.isPending}
            onClick={() => switching.mutate({ id: plugin.id, verb: stopped ? 'start' : 'stop' })}
          >
            {t(stopped ? 'addons.start' : 'addons.stop')}
          </Button>
        )}
        {newer && (
          <Button size="xs" onClick={() => setPrompt('update')}>
            {t('plugin.update', { version: newer.version })}
          </Button>
        )}
        {previous && (
          <Button size="xs" variant="default" loading={rollback.isPending} onClick={() => rollback.mutate()}>
            {t('plugin.rollback', { version: previous })}
          </Button>
        )}
        <Button size="xs" variant="subtle" color="red" onClick={() => setPrompt('remove')}>
          {t('addons.remove')}
        </Button>
      </Group>
      <Failure error={switching.error ?? rollback.error ?? release.error} />
      {prompt === 'update' && newer && <UpdatePrompt plugin={plugin} listing={newer} onClose={() => setPrompt(undefined)} />}
      {prompt === 'remove' && (
        <RemovePrompt
          plugin={plugin}
          onClose={() => setPrompt(undefined)}
          onRemoved={() => void navigate({ to: '/addons' })}
        />
      )}
    </Stack>
  );
}
