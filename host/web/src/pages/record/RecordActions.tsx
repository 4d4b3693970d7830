import { Dialog } from '@kontor/ui';
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/actions';
import { useOffered, type Offered } from '../../api/contributions';
import type { Contribution, KontorRecord } from '../../api/types';
import { labelOf } from '../../i18n';
import { notify } from '../../shell/notify';
import { ActionOutcome } from '../../views/ActionOutcome';
import { saysMore } from '../../views/output';
import { ActionMenu } from './ActionMenu';
import { ActionRefused } from './ActionRefused';

/** True for an action that wants nothing typed, and so is done by one click. */
function isOneClick({ input }: Contribution): boolean {
  return Object.keys((input?.['properties'] as object | undefined) ?? {}).length === 0;
}

/** What plugins do with this record: at one click, to call a person for example, or after a form. */
export function RecordActions({ record }: { record: KontorRecord }) {
  const offered = useOffered('actions', record.entity);
  const previews = new Set(offered.map(({ plugin, contribution }) => `${plugin}/${contribution.preview}`));
  const forms = offered.filter(
    ({ plugin, contribution }) => !isOneClick(contribution) && !previews.has(`${plugin}/${contribution.name}`),
  );
  return (
    <>
      {offered
        .filter(({ contribution }) => isOneClick(contribution))
        .map((one) => (
          <ActionButton key={`${one.plugin}/${one.contribution.name}`} offered={one} record={record} />
        ))}
      {forms.length > 0 && <ActionMenu offered={forms} record={record} />}
    </>
  );
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
            {
              onSuccess: (answer) => {
                if (!saysMore(contribution.name, answer)) notify({ color: 'green', message: answer.message || t('record.done') });
              },
            },
          )
        }
      >
        {label}
      </Button>
      {action.data && saysMore(contribution.name, action.data) && (
        <Dialog onClose={action.reset} title={label} closeLabel={t('record.close')}>
          <ActionOutcome action={contribution.name} answer={action.data} />
        </Dialog>
      )}
      <ActionRefused error={action.error} product={plugin} onClose={action.reset} />
    </>
  );
}
