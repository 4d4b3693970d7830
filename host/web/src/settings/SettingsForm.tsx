import { Panel } from '@kontor/ui';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSaveSettings } from '../api/plugin';
import { Problem } from '../api/problem';
import { Failure } from '../shell/Failure';
import { notify } from '../shell/notify';
import { problemsOf } from './problems';
import { fieldOf, settingsOf, written, type Settings, type SettingsSchema } from './schema';
import { SettingInput } from './SettingInput';

interface SettingsFormProps {
  plugin: string;
  schema: SettingsSchema | null | undefined;
  values: Settings;
}

/** The form a plugin's settings schema describes. What is wrong stands at its field. */
export function SettingsForm({ plugin, schema, values: given }: SettingsFormProps) {
  const { t } = useTranslation();
  const settings = settingsOf(schema);
  const [values, setValues] = useState<Settings>(given);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const save = useSaveSettings(plugin);
  const refused = save.error instanceof Problem ? fieldOf(save.error.body.detail, settings) : undefined;

  function submit(event: FormEvent) {
    event.preventDefault();
    const found = problemsOf(settings, values, t);
    setErrors(found);
    const first = Object.keys(found)[0];
    if (first) {
      (event.currentTarget as HTMLFormElement).querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
      return;
    }
    save.mutate(written(settings, values), {
      onSuccess: () => notify({ color: 'green', message: t('settings.saved') }),
    });
  }

  if (settings.length === 0) {
    return (
      <Panel title={t('settings.title')}>
        <Text size="sm">{t('settings.none')}</Text>
      </Panel>
    );
  }
  return (
    <Panel title={t('settings.title')}>
      <form onSubmit={submit} noValidate aria-label={t('settings.title')}>
        <Stack gap="sm">
          {settings.map((setting) => (
            <SettingInput
              key={setting.name}
              setting={setting}
              value={values[setting.name]}
              error={errors[setting.name] ?? (refused === setting.name ? (save.error as Problem).body.detail : undefined)}
              onChange={(value) => {
                setValues((before) => ({ ...before, [setting.name]: value }));
                setErrors(({ [setting.name]: _, ...others }) => others);
              }}
            />
          ))}
          {!refused && <Failure error={save.error} />}
          <Group justify="flex-end">
            <Button type="submit" loading={save.isPending}>
              {t('settings.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
