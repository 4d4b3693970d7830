import { Dialog } from '@kontor/ui';
import { Button, Group, Stack } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { problemsOf } from '../../settings/problems';
import { settingsOf, written, type Settings, type SettingsSchema } from '../../settings/schema';
import { SettingInput } from '../../settings/SettingInput';

interface WidgetOptionsProps {
  name: string;
  schema: SettingsSchema;
  values: Settings;
  opened: boolean;
  onClose: () => void;
  onSave: (values: Settings) => void;
}

/** The form of a widget's parameters, as its add-on describes them; kept for this user. */
export function WidgetOptions({ name, schema, values: given, opened, onClose, onSave }: WidgetOptionsProps) {
  const { t } = useTranslation();
  const settings = settingsOf(schema);
  const [values, setValues] = useState<Settings>(given);
  const [errors, setErrors] = useState<Record<string, string>>({});

  function submit(event: FormEvent) {
    event.preventDefault();
    const found = problemsOf(settings, values, t);
    setErrors(found);
    if (Object.keys(found).length > 0) return;
    onSave(written(settings, values));
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
          {settings.map((setting) => (
            <SettingInput
              key={setting.name}
              setting={setting}
              value={values[setting.name]}
              error={errors[setting.name]}
              onChange={(value) => setValues((before) => ({ ...before, [setting.name]: value }))}
            />
          ))}
          <Group justify="flex-end">
            <Button type="submit">{t('dashboard.apply')}</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
