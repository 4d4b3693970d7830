import { Button } from '@mantine/core';
import { IconPhone } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/actions';
import type { KontorRecord } from '../../api/types';
import { notify } from '../../shell/notify';
import { ActionRefused } from './ActionRefused';

/** Click to call: the user's own phone rings first, then the person's. */
export function CallButton({ record }: { record: KontorRecord }) {
  const { t } = useTranslation();
  const call = useAction();
  const number = record.fields['phone'];
  return (
    <>
      <Button
        leftSection={<IconPhone size={16} />}
        disabled={!number}
        loading={call.isPending}
        onClick={() =>
          call.mutate(
            { plugin: 'kontor.telephony', action: 'telephony.call', record, input: {} },
            {
              onSuccess: (answer) =>
                notify({ color: 'green', message: answer.message || t('call.started') }),
            },
          )
        }
      >
        {t('call.call')}
      </Button>
      <ActionRefused error={call.error} product="kontor.telephony" onClose={call.reset} />
    </>
  );
}
