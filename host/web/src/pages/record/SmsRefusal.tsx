import { ProblemMessage } from '@kontor/ui';
import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePlugin } from '../../api/plugins';
import { Problem } from '../../api/problem';
import type { KontorRecord } from '../../api/types';
import { ConsentForm } from './ConsentForm';
import type { Purpose } from './purposes';
import { SeatRefusal } from './SeatRefusal';

interface SmsRefusalProps {
  error: unknown;
  record: KontorRecord;
  purpose: Purpose;
  onConsent: () => void;
}

/** Why nothing was sent: no seat, or no consent, which may be recorded right here. */
export function SmsRefusal({ error, record, purpose, onConsent }: SmsRefusalProps) {
  const { t } = useTranslation();
  const [recording, setRecording] = useState(false);
  const consent = usePlugin('kontor.consent');
  const forbidden = error instanceof Problem && error.status === 403;
  if (!forbidden) return <SeatRefusal error={error} product="kontor.sms" />;
  return (
    <ProblemMessage title={t('sms.forbidden')} detail={error.body.detail} advice={t('sms.forbiddenAdvice')}>
      {consent && (
        <Group mt="sm">
          <Button size="compact-sm" variant="default" onClick={() => setRecording(true)}>
            {t('consent.record')}
          </Button>
        </Group>
      )}
      {recording && (
        <ConsentForm
          record={record}
          purpose={purpose}
          onClose={() => setRecording(false)}
          onRecorded={() => {
            setRecording(false);
            onConsent();
          }}
        />
      )}
    </ProblemMessage>
  );
}
