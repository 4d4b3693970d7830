import { Dialog } from '@kontor/ui';
import { Button, Group, Stack, Text } from '@mantine/core';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useBulkAction, type Offered } from '../../api/contributions';
import type { KontorRecord } from '../../api/types';
import { labelOf } from '../../i18n';
import { askedBy, type SettingsSchema } from '../../settings/schema';
import { SettingInputs } from '../../settings/SettingInputs';
import { useInputs } from '../../settings/useInputs';
import { SeatRefusal } from '../record/SeatRefusal';
import { BulkOutcome } from './BulkOutcome';

interface BulkPromptProps {
  offered: Offered;
  records: KontorRecord[];
  onClose: (done: boolean) => void;
}

/** What the action wants to know, then what became of each record. */
export function BulkPrompt({ offered, records, onClose }: BulkPromptProps) {
  const { t, i18n } = useTranslation();
  const run = useBulkAction(offered);
  const inputs = useInputs(askedBy(offered.contribution.input as SettingsSchema | undefined));
  const label = labelOf(offered.contribution.label, i18n.language, offered.contribution.name);

  function submit(event: FormEvent) {
    const input = inputs.submitted(event);
    if (input) run.mutate({ records, input });
  }

  return (
    <Dialog onClose={() => onClose(run.isSuccess)} title={label} closeLabel={t('record.close')}>
      {run.data ? (
        <BulkOutcome results={run.data.results} records={records} onClose={() => onClose(true)} />
      ) : (
        <form onSubmit={submit} noValidate aria-label={label}>
          <Stack gap="sm">
            <Text size="sm">{t('bulk.on', { count: records.length })}</Text>
            <SettingInputs inputs={inputs} plugin={offered.plugin} />
            {run.error && <SeatRefusal error={run.error} product={offered.plugin} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={() => onClose(false)}>
                {t('record.cancel')}
              </Button>
              <Button type="submit" loading={run.isPending}>
                {t('bulk.run')}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Dialog>
  );
}
