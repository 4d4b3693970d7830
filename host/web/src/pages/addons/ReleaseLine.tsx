import { Alert, Stack, Text } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useRelease, type Release } from '../../api/releases';

/** How a release was reviewed, how old it is, and what the company's policy says against it. */
export function ReleaseLine({ plugin, version }: { plugin: string; version: string }) {
  const { t } = useTranslation();
  const release = useRelease(plugin, version);
  if (!release) return null;
  const parts = [t(`addons.release.${release.review ?? 'unreviewed'}`), ageOf(release, t), t('addons.release.channel', { channel: release.channel })];
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {parts.filter((part) => part !== '').join(' · ')}
      </Text>
      {release.deprecated !== '' && (
        <Alert color="yellow" role="status">
          {t('addons.release.deprecated', { reason: [release.deprecated, release.successor].filter(Boolean).join(' → ') })}
        </Alert>
      )}
      {release.refused.length > 0 && (
        <Alert color="red" title={t('addons.release.refused')} role="status">
          {release.refused.map((one) => (
            <Text size="sm" key={one.rule + one.found}>
              {t(`addons.release.rule.${one.rule}`, { ...one, defaultValue: one.text })}
            </Text>
          ))}
        </Alert>
      )}
    </Stack>
  );
}

function ageOf(release: Release, t: TFunction): string {
  if (release.age_hours === null) return '';
  const days = Math.floor(release.age_hours / 24);
  return days === 0 ? t('addons.release.today') : t('addons.release.age', { count: days });
}
