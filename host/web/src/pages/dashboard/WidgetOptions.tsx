import { Dialog } from '@kontor/ui';
import { Button, Group, Stack } from '@mantine/core';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { settingsOf, type Settings, type SettingsSchema } from '../../settings/schema';
import { SettingInputs } from '../../settings/SettingInputs';
import { useInputs } from '../../settings/useInputs';

interface WidgetOptionsProps {
  plugin: string;
  name: string;
  schema: SettingsSchema;
  values: Settings;
  opened: boolean;
  onClose: () => void;
  onSave: (values: Settings) => void;
}

/** The form of a widget's parameters, as its add-on describes them; kept for this user. */
export function WidgetOptions({ plugin, name, schema, values: given, opened, onClose, onSave }: WidgetOptionsProps) {
  const { t } = useTranslation();
  const inputs = useInputs(settingsOf(schema), given);

  function submit(event: FormEvent) {
    const wish = inputs.submitted(event);
    if (!wish) return;
    onSave(wish);
    onClose();
  }

  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t('dashboard.options', { name })}
      closeLabel={t('dashboard.close')}
    >
      <form onSubmit={submit} noValidate aria-label={t('dashboard.options', { name })}>
        <Stack gap="sm">
          <SettingInputs inputs={inputs} plugin={plugin} />
          <Group justify="flex-end">
            <Button type="submit">{t('dashboard.apply')}</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
