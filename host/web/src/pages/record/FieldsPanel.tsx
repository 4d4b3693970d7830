import { Panel } from '@kontor/ui';
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNames } from '../../api/records';
import type { Entity, Field, KontorRecord } from '../../api/types';
import { useFormat } from '../../format';
import { labelOf } from '../../i18n';
import { FieldText } from '../../records/FieldText';
import { isKindOfAnother, referencesOf, targetOf } from '../../records/fields';
import classes from './FieldsPanel.module.css';

// The name stands in the heading, the number as entered beside the number.
const shownElsewhere = new Set(['name', 'first_name', 'last_name', 'phone_entered', 'phone_flag']);

export function FieldsPanel({ entity, record }: { entity: Entity; record: KontorRecord }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const names = useNames(referencesOf(entity.fields, [record]));
  const fields = entity.fields.filter(
    (field) =>
      (entity.entity !== 'person' || !shownElsewhere.has(field.name)) &&
      !isKindOfAnother(field, entity.fields) &&
      (field.type === 'phone' || (record.fields[field.name] ?? '') !== ''),
  );
  return (
    <Panel title={t('record.details')}>
      <dl className={classes.list}>
        {fields.map((field) => (
          <div key={field.name} className={classes.row}>
            <dt>{labelOf(field.labels, i18n.language, field.name)}</dt>
            <dd>
              <FieldText field={field} target={targetOf(field, record)} value={record.fields[field.name]} names={names} />
              {field.type === 'phone' && <PhoneRemark entity={entity} field={field} record={record} />}
            </dd>
          </div>
        ))}
      </dl>
      {record.created_at && (
        <Text size="xs" c="dimmed" mt="sm">
          {t('record.created', { when: format.time(record.created_at) })}
        </Text>
      )}
    </Panel>
  );
}

function PhoneRemark({ entity, field, record }: { entity: Entity; field: Field; record: KontorRecord }) {
  const { t, i18n } = useTranslation();
  const entered = record.fields[`${field.name}_entered`];
  const flag = record.fields[`${field.name}_flag`];
  const choices = entity.fields.find((one) => one.name === `${field.name}_flag`)?.choices ?? [];
  const remark = labelOf(choices.find((choice) => choice.value === flag)?.labels, i18n.language, '');
  if (!entered || (entered === record.fields[field.name] && !flag)) return null;
  return (
    <Text size="xs" c="dimmed">
      {t('record.entered', { text: String(entered) })}
      {remark && ` · ${remark}`}
    </Text>
  );
}
