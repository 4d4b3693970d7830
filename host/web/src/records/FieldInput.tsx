import { Checkbox, Group, MultiSelect, NumberInput, Select, TextInput, Textarea } from '@mantine/core';
import { DateInput, DateTimePicker } from '@mantine/dates';
import { useTranslation } from 'react-i18next';
import type { Field, FieldValue } from '../api/types';
import { labelOf } from '../i18n';
import { currencies } from './currencies';
import { isMoney } from './fields';
import { RecordSelect } from './RecordSelect';

interface FieldInputProps {
  field: Field;
  /** Where one begins to type when the form opens. */
  first?: boolean;
  value: FieldValue | undefined;
  error?: string | undefined;
  onChange: (value: FieldValue) => void;
}

const inputTypes: Record<string, 'tel' | 'email' | 'url'> = { phone: 'tel', email: 'email', url: 'url' };

/** The control a field's type asks for. */
export function FieldInput({ field, first = false, value, error, onChange }: FieldInputProps) {
  const { t, i18n } = useTranslation();
  const label = labelOf(field.labels, i18n.language, field.name);
  const shared = { label, withAsterisk: field.required ?? false, error, ...(first && { 'data-autofocus': true }) };
  const text = typeof value === 'string' ? value : '';
  const choices = (field.choices ?? []).map((choice) => ({
    value: choice.value,
    label: labelOf(choice.labels, i18n.language, choice.value),
  }));
  switch (field.type) {
    case 'long_text':
    case 'address':
      return <Textarea {...shared} autosize minRows={2} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
    case 'number':
      return <NumberInput {...shared} min={field.minimum} max={field.maximum} value={typeof value === 'number' ? value : ''} onChange={(number) => onChange(number === '' ? null : Number(number))} />;
    case 'boolean':
      return <Checkbox label={label} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} mt="lg" />;
    case 'date':
      return <DateInput {...shared} valueFormat="YYYY-MM-DD" clearable clearButtonProps={{ 'aria-label': t('record.clear') }} value={text || null} onChange={onChange} />;
    case 'time':
      return <DateTimePicker {...shared} clearable clearButtonProps={{ 'aria-label': t('record.clear') }} value={text ? new Date(text) : null} onChange={(when) => onChange(when ? new Date(when).toISOString() : null)} />;
    case 'choice':
      return <Select {...shared} data={choices} clearable={!field.required} clearButtonProps={{ 'aria-label': t('record.clear') }} value={text || null} onChange={onChange} />;
    case 'multi_choice':
      return <MultiSelect {...shared} data={choices} value={Array.isArray(value) ? value : []} onChange={onChange} />;
    case 'reference':
      return <RecordSelect {...shared} entity={field.entity ?? ''} value={text} onChange={onChange} />;
    case 'money': {
      const money = isMoney(value) ? value : { amount: 0, currency: 'EUR' };
      return (
        <Group gap="xs" wrap="nowrap" align="flex-end" grow preventGrowOverflow={false}>
          <NumberInput {...shared} decimalScale={2} thousandSeparator=" " min={0} value={isMoney(value) ? money.amount / 100 : ''} onChange={(amount) => onChange(amount === '' ? null : { ...money, amount: Math.round(Number(amount) * 100) })} />
          <Select aria-label={t('record.currency')} data={currencies} w={90} allowDeselect={false} value={money.currency} onChange={(currency) => onChange({ ...money, currency: currency ?? 'EUR' })} />
        </Group>
      );
    }
    default:
      return <TextInput {...shared} type={inputTypes[field.type] ?? 'text'} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
}
