import { Tag, type Tone } from '@kontor/ui';
import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Plugin } from '../../api/types';

const tones: Record<string, Tone> = { ok: 'good', running: 'good', degraded: 'warn', failing: 'bad', failed: 'bad', quarantined: 'bad', stopped: 'neutral' };

/** Whether it runs, and if so how well it says it feels. */
export function PluginState({ plugin }: { plugin: Plugin }) {
  const { t, i18n } = useTranslation();
  const health = typeof plugin.health === 'object' ? plugin.health : { status: plugin.health };
  const ill = plugin.state === 'running' && health?.status && health.status !== 'ok';
  const word = ill ? String(health.status) : plugin.state;
  const text = i18n.exists(`addons.state.${word}`) ? t(`addons.state.${word as 'running'}`) : word;
  const detail = health && 'detail' in health ? health.detail : undefined;
  const tag = <Tag tone={tones[word] ?? 'neutral'}>{text}</Tag>;
  return detail ? (
    <Tooltip label={detail} multiline maw={320}>
      <span>{tag}</span>
    </Tooltip>
  ) : (
    tag
  );
}
