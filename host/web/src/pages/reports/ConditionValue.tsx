import { NumberInput, Select, TextInput } from '@mantine/core';
import { DateInput } from '@mantine/dates';
import { useTranslation } from 'react-i18next';
import type { Field } from '../../api/types';
import { labelOf } from '../../i18n';
import { RecordSelect } from '../../records/RecordSelect';

interface ConditionValueProps {
  field: Field;
  label: string;
  value: unknown;
  onChange: (value: unknown) => void;
}

/** What a field is compared with: an amount in whole units, a moment by its day. */
export function ConditionValue({ field, label, value, onChange }: ConditionValueProps) {
  const { t, i18n } = useTranslation();
  const text = typeof value === 'string' ? value : '';
  const number = typeof value === 'number' ? value : '';
  switch (field.type) {
    case 'number':
      return <NumberInput aria-label={label} value={number} onChange={(next) => onChange(next === '' ? '' : Number(next))} />;
    case 'money':
      return (
        <NumberInput
          aria-label={label}
          decimalScale={2}
          value={number === '' ? '' : number / 100}
          onChange={(next) => onChange(next === '' ? '' : Math.round(Number(next) * 100))}
        />
      );
    case 'date':
    case 'time':
      // Words such as @today-30d stay as they are.
      if (text.startsWith('@')) break;
      return <DateInput aria-label={label} valueFormat="YYYY-MM-DD" value={text.slice(0, 10) || null} onChange={(day) => onChange(day ?? '')} />;
    case 'boolean':
      return (
        <Select
          aria-label={label}
          allowDeselect={false}
          data={[
            { value: 'true', label: t('record.yes') },
            { value: 'false', label: t('record.no') },
          ]}
          value={typeof value === 'boolean' ? String(value) : null}
          onChange={(next) => onChange(next === 'true')}
        />
      );
    case 'choice':
      return (
        <Select
          aria-label={label}
          allowDeselect={false}
          data={(field.choices ?? []).map((one) => ({ value: one.value, label: labelOf(one.labels, i18n.language, one.value) }))}
          value={text || null}
          onChange={(next) => onChange(next ?? '')}
        />
      );
    case 'reference':
      if (text.startsWith('@')) break;
      return (
        <RecordSelect label={label} entity={field.entity ?? ''} value={text} onChange={(id) => onChange(id ?? '')} />
      );
    default:
      break;
  }
  return <TextInput aria-label={label} value={text} maxLength={400} onChange={(event) => onChange(event.currentTarget.value)} />;
}
