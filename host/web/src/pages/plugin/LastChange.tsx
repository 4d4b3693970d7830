import { Panel } from '@kontor/ui';
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PluginChange } from '../../api/plugin';
import { useFormat } from '../../format';

/** What last happened to its version, by whose doing, and why. */
export function LastChange({ change }: { change: PluginChange | null | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Panel title={t('plugin.lastChange')}>
      {!change && <Text size="sm">{t('plugin.noChange')}</Text>}
      {change && (
        <>
          <Text size="sm">{t(`plugin.change.${change.kind}`, { from: change.from, to: change.to })}</Text>
          {change.outcome === 'undone' && <Text size="sm">{t('plugin.changeUndone')}</Text>}
          {change.reason && <Text size="sm">{change.reason}</Text>}
          <Text size="xs" c="dimmed">
            {format.time(change.at)}
          </Text>
        </>
      )}
    </Panel>
  );
}
