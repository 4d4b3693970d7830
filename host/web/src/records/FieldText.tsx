import { Tag, type Tone } from '@kontor/ui';
import { useTranslation } from 'react-i18next';
import type { Field, FieldValue } from '../api/types';
import { useFormat } from '../format';
import { labelOf } from '../i18n';
import { isMoney } from './fields';
import { LongText } from './LongText';
import { ReferenceLink } from './ReferenceLink';

interface FieldTextProps {
  field: Field;
  /** The entity whose record this value is the id of. */
  target?: string | undefined;
  value: FieldValue | undefined;
  names: Map<string, string>;
}

const tones: Record<string, Tone> = {
  won: 'good',
  converted: 'good',
  granted: 'good',
  given: 'good',
  lost: 'bad',
  withdrawn: 'bad',
  denied: 'bad',
};

/** One value of a record, as its definition says it should be read. */
export function FieldText({ field, target, value, names }: FieldTextProps) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  if (value === null || value === undefined || value === '') return <span aria-hidden="true">–</span>;
  if (isMoney(value)) return <>{format.money(value)}</>;
  if (target) return <ReferenceLink entity={target} id={String(value)} name={names.get(String(value))} />;
  switch (field.type) {
    case 'long_text':
      return <LongText text={String(value)} />;
    case 'date':
      return <>{format.date(String(value))}</>;
    case 'time':
      return <>{format.time(String(value))}</>;
    case 'boolean':
      return <>{value === true ? t('record.yes') : t('record.no')}</>;
    case 'number':
      return <>{format.number(Number(value))}</>;
    case 'choice':
    case 'multi_choice':
      return (
        <>
          {[value].flat().map((one) => (
            <Tag key={String(one)} tone={tones[String(one)] ?? 'neutral'}>
              {labelOf(field.choices?.find((choice) => choice.value === one)?.labels, i18n.language, String(one))}
            </Tag>
          ))}
        </>
      );
    case 'email':
      return <a href={`mailto:${String(value)}`}>{String(value)}</a>;
    case 'phone':
      return <a href={`tel:${String(value)}`}>{String(value)}</a>;
    default:
      return <>{String(value)}</>;
  }
}
