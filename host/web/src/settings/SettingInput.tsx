import { NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { DateInput } from '@mantine/dates';
import { useTranslation } from 'react-i18next';
import { usePluginTexts } from '../api/texts';
import { labelOf } from '../i18n';
import { RecordSelect } from '../records/RecordSelect';
import { MapInput } from './MapInput';
import { nameOfChoice } from './nameOfChoice';
import { nameOfSetting } from './nameOfSetting';
import { Unreadable, type Setting } from './schema';
import { UserInput } from './UserInput';
import { WidgetInput } from './WidgetInput';

// A text that may be longer is written on several lines.
const kLineMax = 1000;

interface SettingInputProps {
  setting: Setting;
  /** Whose form it is. */
  plugin: string;
  /** Where one begins to type when the form opens in a dialog. */
  first?: boolean;
  value: unknown;
  error: string | undefined;
  onChange: (value: unknown) => void;
}

/** One setting, drawn by what its schema says of it. */
export function SettingInput({ setting, plugin, first = false, value, error, onChange }: SettingInputProps) {
  const { t, i18n } = useTranslation();
  const { name, kind, required, property } = setting;
  const label = nameOfSetting(setting, i18n.language);
  const help = labelOf(property['x-help'] ?? property.description, i18n.language);
  const shared = { label, required, error, ...(help && { description: help }), ...(first && { 'data-autofocus': true }), name };
  const fallback = property.default;
  const words = usePluginTexts();
  const placeholder = typeof fallback === 'string' || typeof fallback === 'number' ? String(fallback) : '';
  switch (kind) {
    case 'boolean':
      return (
        <Switch
          {...shared}
          required={false}
          checked={value === undefined ? fallback === true : value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'number':
      return (
        <NumberInput
          {...shared}
          placeholder={placeholder}
          value={typeof value === 'number' ? value : ''}
          onChange={(next) => onChange(next === '' ? undefined : Number(next))}
          {...(property.type === 'integer' && { allowDecimal: false })}
        />
      );
    case 'date':
      return (
        <DateInput
          {...shared}
          valueFormat="YYYY-MM-DD"
          clearable={!required}
          clearButtonProps={{ 'aria-label': t('record.clear') }}
          value={typeof value === 'string' && value !== '' ? value : null}
          onChange={(day) => onChange(day ?? undefined)}
        />
      );
    case 'choice':
      return (
        <Select
          {...shared}
          data={(property.enum as string[]).map((one) => ({ value: one, label: nameOfChoice(labelOf(property['x-choices']?.[one], i18n.language), one, words(plugin, one)) }))}
          allowDeselect={false}
          clearable={!required && typeof fallback !== 'string'}
          clearButtonProps={{ 'aria-label': t('record.clear') }}
          value={typeof value === 'string' ? value : typeof fallback === 'string' ? fallback : null}
          onChange={(next) => onChange(next ?? undefined)}
        />
      );
    case 'user':
      return <UserInput {...shared} value={typeof value === 'string' ? value : ''} onChange={onChange} />;
    case 'widget':
      return <WidgetInput {...shared} plugin={plugin} value={typeof value === 'string' ? value : ''} onChange={onChange} />;
    case 'record':
      return (
        <RecordSelect
          {...shared}
          entity={property['x-record'] ?? ''}
          value={typeof value === 'string' ? value : ''}
          onChange={(id) => onChange(id ?? undefined)}
        />
      );
    case 'map':
      return <MapInput setting={setting} plugin={plugin} label={label} help={help} value={value} error={error} onChange={onChange} />;
    case 'json':
      return (
        <Textarea
          {...shared}
          autosize
          minRows={3}
          value={value instanceof Unreadable ? value.text : value === undefined ? '' : JSON.stringify(value, null, 2)}
          onChange={(event) => onChange(parsed(event.currentTarget.value))}
        />
      );
    default:
      if ((property.maxLength ?? 0) > kLineMax) {
        return (
          <Textarea
            {...shared}
            autosize
            minRows={3}
            placeholder={placeholder}
            value={typeof value === 'string' ? value : ''}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        );
      }
      return (
        <TextInput
          {...shared}
          placeholder={placeholder}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}

function parsed(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return new Unreadable(text);
  }
}
