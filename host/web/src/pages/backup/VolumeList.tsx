import { Tag, type Tone } from '@kontor/ui';
import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Volume, Volumes } from '../../api/backups';
import classes from './VolumeList.module.css';

const tones: Record<Volume['state'], Tone> = { encrypted: 'good', plain: 'bad', unknown: 'warn' };

/** Each place where data lies; what its disk says of itself. */
export function VolumeList({ volumes, required }: Volumes) {
  const { t } = useTranslation();
  const open = volumes.some(({ state }) => state !== 'encrypted');
  return (
    <Stack gap="sm">
      <ul className={classes.list}>
        {volumes.map(({ what, where, state, why }) => (
          <li key={what} data-volume={what}>
            <Text size="sm" fw={600} component="span">
              {t(`backup.what.${what}`)}
            </Text>{' '}
            <Tag tone={tones[state]}>{t(`backup.state.${state}`)}</Tag>
            <Text size="sm" className={classes.where}>
              {where}
            </Text>
            <Text size="xs" c="dimmed">
              {why}
            </Text>
          </li>
        ))}
      </ul>
      {open && <Text size="sm">{t('backup.advice')}</Text>}
      {required && <Text size="sm">{t('backup.required')}</Text>}
    </Stack>
  );
}
