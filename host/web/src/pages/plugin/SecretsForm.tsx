import { Panel } from '@kontor/ui';
import { Button, Group, PasswordInput, Stack } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSaveSecret } from '../../api/plugin';
import type { Permissions } from '../../api/types';
import { labelOf } from '../../i18n';
import { Failure } from '../../shell/Failure';
import { notify } from '../../shell/notify';

interface SecretsFormProps {
  plugin: string;
  names: string[];
  permissions: Permissions | undefined;
}

/** Secrets are written and never shown again. */
export function SecretsForm({ plugin, names, permissions }: SecretsFormProps) {
  const { t, i18n } = useTranslation();
  if (names.length === 0) return null;
  return (
    <Panel title={t('secrets.title')}>
      <Stack gap="md">
        {names.map((name) => {
          const declared = permissions?.secrets?.find((one) => one.name === name);
          return <Secret key={name} plugin={plugin} name={name} reason={labelOf(declared?.reason, i18n.language)} />;
        })}
      </Stack>
    </Panel>
  );
}

function Secret({ plugin, name, reason }: { plugin: string; name: string; reason: string }) {
  const { t } = useTranslation();
  const [value, setValue] = useState('');
  const save = useSaveSecret(plugin);

  function submit(event: FormEvent) {
    event.preventDefault();
    save.mutate(
      { name, value },
      {
        onSuccess: () => {
          setValue('');
          notify({ color: 'green', message: t('secrets.saved', { name }) });
        },
      },
    );
  }

  return (
    <form onSubmit={submit} aria-label={t('secrets.of', { name })}>
      <Stack gap="xs">
        <PasswordInput
          label={reason.replace(/\.$/, '') || name}
          description={t('secrets.writeOnly')}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('login.show') }}
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
        <Failure error={save.error} />
        <Group justify="flex-end">
          <Button
            type="submit"
            variant="default"
            size="xs"
            aria-label={t('secrets.save', { name })}
            disabled={value === ''}
            loading={save.isPending}
          >
            {t('record.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
