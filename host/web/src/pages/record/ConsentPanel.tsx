import { Panel, Tag, type Tone } from '@kontor/ui';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/actions';
import type { KontorRecord } from '../../api/types';
import { Failure } from '../../shell/Failure';
import { ConsentForm } from './ConsentForm';

const tones: Record<string, Tone> = { granted: 'good', given: 'good', withdrawn: 'bad', none: 'neutral' };

export function ConsentPanel({ record }: { record: KontorRecord }) {
  const { t, i18n } = useTranslation();
  const [recording, setRecording] = useState(false);
  const withdraw = useAction();
  const state = String(record.fields['consent_state'] ?? 'unknown');
  const words = i18n.exists(`consent.state.${state}`) ? t(`consent.state.${state as 'granted'}`) : state;
  return (
    <Panel title={t('consent.title')}>
      <Stack gap="sm">
        <Group gap="sm">
          <Text size="sm">{t('consent.stands')}</Text>
          <Tag tone={tones[state] ?? 'neutral'}>{words}</Tag>
        </Group>
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={() => setRecording(true)}>
            {t('consent.record')}
          </Button>
          <Button
            size="xs"
            variant="subtle"
            color="red"
            loading={withdraw.isPending}
            onClick={() =>
              withdraw.mutate({
                plugin: 'kontor.consent',
                action: 'consent.withdraw',
                record,
                input: { purpose: 'marketing' },
              })
            }
          >
            {t('consent.withdraw')}
          </Button>
        </Group>
        <Failure error={withdraw.error} />
      </Stack>
      {recording && (
        <ConsentForm
          record={record}
          purpose="marketing"
          onClose={() => setRecording(false)}
          onRecorded={() => setRecording(false)}
        />
      )}
    </Panel>
  );
}
