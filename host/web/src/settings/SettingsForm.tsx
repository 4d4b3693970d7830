import { Panel } from '@kontor/ui';
import { Button, Group, Stack, Text } from '@mantine/core';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSaveSettings } from '../api/plugin';
import { Problem } from '../api/problem';
import { Failure } from '../shell/Failure';
import { notify } from '../shell/notify';
import { fieldOf, settingsOf, type Settings, type SettingsSchema } from './schema';
import { SettingInputs } from './SettingInputs';
import { useInputs } from './useInputs';
import { waysOf } from './ways';

interface SettingsFormProps {
  plugin: string;
  schema: SettingsSchema | null | undefined;
  values: Settings;
}

/** The form a plugin's settings schema describes. What is wrong stands at its field. */
export function SettingsForm({ plugin, schema, values: given }: SettingsFormProps) {
  const { t } = useTranslation();
  const settings = settingsOf(schema);
  const inputs = useInputs(settings, given, waysOf(schema));
  const save = useSaveSettings(plugin);
  const why = save.error instanceof Problem ? save.error.body.detail : undefined;
  const name = fieldOf(why, settings);
  const refused = name ? { name, why } : undefined;

  function submit(event: FormEvent) {
    const wish = inputs.submitted(event);
    if (wish) save.mutate(wish, { onSuccess: () => notify({ color: 'green', message: t('settings.saved') }) });
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
          <SettingInputs inputs={inputs} plugin={plugin} refused={refused} />
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
