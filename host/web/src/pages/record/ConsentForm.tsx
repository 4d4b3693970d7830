import { Dialog } from '@kontor/ui';
import { Button, Group, Select, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/actions';
import type { KontorRecord } from '../../api/types';
import { Failure } from '../../shell/Failure';
import { purposes, type Purpose } from './purposes';

interface ConsentFormProps {
  record: KontorRecord;
  purpose: Purpose;
  onClose: () => void;
  onRecorded: () => void;
}

/** Consent counts only with its proof: how it was given, in words that can be shown later. */
export function ConsentForm({ record, purpose: first, onClose, onRecorded }: ConsentFormProps) {
  const { t } = useTranslation();
  const [purpose, setPurpose] = useState<Purpose>(first);
  const [proof, setProof] = useState('');
  const action = useAction();
  return (
    <Dialog onClose={onClose} title={t('consent.record')} closeLabel={t('record.close')}>
      <Stack>
        <Text size="sm">{t('consent.explain')}</Text>
        <Select
          label={t('sms.purpose')}
          data={purposes.map((one) => ({ value: one, label: t(`purpose.${one}`) }))}
          value={purpose}
          allowDeselect={false}
          onChange={(value) => setPurpose((value ?? first) as Purpose)}
        />
        <Textarea
          label={t('consent.proof')}
          description={t('consent.proofExample')}
          required
          value={proof}
          onChange={(event) => setProof(event.currentTarget.value)}
        />
        <Failure error={action.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('record.cancel')}
          </Button>
          <Button
            disabled={proof.trim() === ''}
            loading={action.isPending}
            onClick={() =>
              action.mutate(
                { plugin: 'kontor.consent', action: 'consent.record', record, input: { purpose, proof } },
                { onSuccess: onRecorded },
              )
            }
          >
            {t('consent.save')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
