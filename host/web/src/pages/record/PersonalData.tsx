import { Panel } from '@kontor/ui';
import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { address } from '../../api/client';
import { useMay } from '../../api/rights';

/** What a person may ask the company for, for whoever guards personal data. */
export function PersonalData({ id }: { id: string }) {
  const { t } = useTranslation();
  if (!useMay('privacy.manage')) return null;
  return (
    <Panel title={t('privacy.title')}>
      <Anchor size="sm" href={address(`/privacy/persons/${id}/archive`)} download="person-export.zip">
        {t('privacy.archive')}
      </Anchor>
      <Text size="xs" c="dimmed" mt={4}>
        {t('privacy.archiveNote')}
      </Text>
    </Panel>
  );
}
