import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/actions';
import { useOffered, type Offered } from '../../api/contributions';
import type { Contribution, KontorRecord } from '../../api/types';
import { labelOf } from '../../i18n';
import { notify } from '../../shell/notify';
import { ActionRefused } from './ActionRefused';

/** True for an action that wants nothing typed, and so is done by one click. */
function isOneClick({ input }: Contribution): boolean {
  return Object.keys((input?.['properties'] as object | undefined) ?? {}).length === 0;
}

/** What plugins do with this record at one click: to call a person, for example. */
export function RecordActions({ record }: { record: KontorRecord }) {
  return useOffered('actions', record.entity)
    .filter(({ contribution }) => isOneClick(contribution))
    .map((offered) => (
      <ActionButton key={`${offered.plugin}/${offered.contribution.name}`} offered={offered} record={record} />
    ));
}

function ActionButton({ offered: { plugin, contribution }, record }: { offered: Offered; record: KontorRecord }) {
  const { t, i18n } = useTranslation();
  const action = useAction();
  const label = labelOf(contribution.label, i18n.language, contribution.name);
  return (
    <>
      <Button
        loading={action.isPending}
        onClick={() =>
          action.mutate(
            { plugin, action: contribution.name, record, input: {} },
            { onSuccess: ({ message }) => notify({ color: 'green', message: message || t('record.done') }) },
          )
        }
      >
        {label}
      </Button>
      <ActionRefused error={action.error} product={plugin} onClose={action.reset} />
    </>
  );
}
