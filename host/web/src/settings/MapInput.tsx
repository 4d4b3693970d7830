import { ActionIcon, Button, Fieldset, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePluginTexts } from '../api/texts';
import { labelOf } from '../i18n';
import { nameOfChoice } from './nameOfChoice';
import type { SchemaProperty, Setting } from './schema';
import { UserInput } from './UserInput';

interface MapInputProps {
  setting: Setting;
  plugin: string;
  label: string;
  help: string;
  value: unknown;
  error: string | undefined;
  onChange: (value: unknown) => void;
}

type Row = [name: string, value: string];

/** Names with a text or a choice each: extensions of telephones, bases of purposes. */
export function MapInput({ setting, plugin, label, help, value, error, onChange }: MapInputProps) {
  const { t, i18n } = useTranslation();
  const texts = usePluginTexts();
  const start = value ?? setting.property.default ?? {};
  const [rows, setRows] = useState<Row[]>(() => Object.entries(start as Record<string, string>));
  const values = setting.property.additionalProperties as SchemaProperty;
  const words = {
    name: labelOf(setting.property.propertyNames?.['x-labels'], i18n.language, t('settings.name')),
    value: labelOf(values['x-labels'], i18n.language, values['x-user'] === true ? t('settings.user') : t('settings.value')),
  };

  function put(next: Row[]) {
    setRows(next);
    onChange(Object.fromEntries(next.filter(([name]) => name.trim() !== '')));
  }
  const change = (index: number, row: Row) => put(rows.map((one, at) => (at === index ? row : one)));

  return (
    <Fieldset legend={label}>
      <Stack gap="xs">
        {help && (
          <Text size="xs" c="dimmed">
            {help}
          </Text>
        )}
        {rows.length === 0 && <Text size="sm">{t('settings.noRows')}</Text>}
        {rows.map(([name, text], index) => (
          <Group key={index} gap="xs" align="flex-end" wrap="nowrap">
            <TextInput
              {...headed(words.name, index)}
              value={name}
              onChange={(event) => change(index, [event.currentTarget.value, text])}
            />
            {values.enum ? (
              <Select
                {...headed(words.value, index)}
                allowDeselect={false}
                data={values.enum.map(String).map((one) => ({ value: one, label: nameOfChoice(labelOf(values['x-choices']?.[one], i18n.language), one, texts(plugin, one)) }))}
                value={text}
                onChange={(next) => change(index, [name, next ?? ''])}
              />
            ) : values['x-user'] === true ? (
              <UserInput
                {...headed(words.value, index)}
                value={text}
                onChange={(next) => change(index, [name, next ?? ''])}
              />
            ) : (
              <TextInput
                {...headed(words.value, index)}
                value={text}
                onChange={(event) => change(index, [name, event.currentTarget.value])}
              />
            )}
            <ActionIcon
              variant="subtle"
              color="red"
              size="lg"
              aria-label={t('settings.removeRow', { name: name || String(index + 1) })}
              onClick={() => put(rows.filter((_, at) => at !== index))}
            >
              <IconTrash size={17} />
            </ActionIcon>
          </Group>
        ))}
        {error && (
          <Text size="xs" c="red" role="alert">
            {error}
          </Text>
        )}
        <Group>
          <Button
            size="compact-sm"
            variant="default"
            aria-label={t('settings.addRow', { name: label })}
            onClick={() => put([...rows, ['', String(values.enum?.[0] ?? '')]])}
          >
            {t('settings.add')}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}

/** What a column is called stands over its first row; every row is called so all the same. */
function headed(label: string, row: number) {
  return row === 0 ? { label } : { 'aria-label': label };
}
