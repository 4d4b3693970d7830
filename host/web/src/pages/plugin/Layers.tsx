import { Panel, Tag, type Tone } from '@kontor/ui';
import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Layer } from '../../api/plugin';
import classes from './Plugin.module.css';

const tones: Record<Layer['state'], Tone> = { holds: 'good', missing: 'bad', off: 'neutral' };

/** The walls around the plugin's process that hold on this machine. */
export function Layers({ layers }: { layers: Layer[] }) {
  const { t } = useTranslation();
  return (
    <Panel title={t('plugin.layers')}>
      {layers.length === 0 && <Text size="sm">{t('plugin.noLayers')}</Text>}
      <ul className={classes.list}>
        {layers.map((layer) => (
          <li key={layer.name}>
            <Group justify="space-between" gap="xs">
              <Text size="sm">{layer.name}</Text>
              <Tag tone={tones[layer.state]}>{t(`plugin.layer.${layer.state}`)}</Tag>
            </Group>
            {layer.why && (
              <Text size="xs" c="dimmed">
                {layer.why}
              </Text>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
