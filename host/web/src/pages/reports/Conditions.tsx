import { Button, Select, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Field, FilterTerm } from '../../api/types';
import { ConditionValue } from './ConditionValue';
import { filterFields, termsOf } from './draft';
import { Lines } from './Lines';
import type { PartProps } from './part';
import { useReportWords } from './useReportWords';

const ordered: FilterTerm['op'][] = ['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'is_null'];
const plain: FilterTerm['op'][] = ['eq', 'ne', 'is_null'];
const written: FilterTerm['op'][] = ['eq', 'ne', 'contains', 'prefix', 'is_null'];
const conditionsMax = 12;

function operations({ type }: Field): FilterTerm['op'][] {
  if (['number', 'money', 'date', 'time'].includes(type)) return ordered;
  return ['boolean', 'choice', 'reference'].includes(type) ? plain : written;
}

/** Which records are meant. A filter that is no plain list is kept as it is. */
export function Conditions({ entity, draft, onChange }: PartProps) {
  const { t } = useTranslation();
  const { nameOfGroup } = useReportWords(entity);
  const terms = termsOf(draft.filter);
  if (terms === null) {
    return (
      <Stack gap={4}>
        <Text size="sm">{t('reports.foreignFilter')}</Text>
        <Button size="compact-sm" variant="default" onClick={() => onChange({ filter: [] })}>
          {t('reports.forgetFilter')}
        </Button>
      </Stack>
    );
  }
  const fields = filterFields(entity);
  const put = (place: number, some: Partial<FilterTerm>) =>
    onChange({ filter: terms.map((one, at) => (at === place ? { ...one, ...some } : one)) });
  const begun = (field: Field): FilterTerm => ({ field: field.name, op: 'eq', value: '' });
  return (
    <Lines
      title={t('reports.filter')}
      addLabel={t('reports.addCondition')}
      onAdd={fields[0] && terms.length < conditionsMax ? () => onChange({ filter: [...terms, begun(fields[0]!)] }) : undefined}
      removeLabel={(place) => t('reports.removeCondition', { number: place + 1 })}
      onRemove={(place) => onChange({ filter: terms.filter((_, at) => at !== place) })}
    >
      {terms.map((term, place) => {
        const field = fields.find(({ name }) => name === term.field);
        return (
          <Stack key={place} gap={4}>
            <Select
              aria-label={t('reports.condition', { number: place + 1 })}
              searchable
              allowDeselect={false}
              data={fields.map((one) => ({ value: one.name, label: nameOfGroup(one.name) }))}
              value={term.field}
              onChange={(value) => {
                const chosen = fields.find(({ name }) => name === value);
                if (chosen) put(place, begun(chosen));
              }}
            />
            <Select
              aria-label={t('reports.comparison', { number: place + 1 })}
              allowDeselect={false}
              data={(field ? operations(field) : plain).map((op) => ({ value: op, label: t(`reports.ops.${op}` as 'reports.ops.eq') }))}
              value={term.op}
              onChange={(op) => op && put(place, { op: op as FilterTerm['op'], ...(op === 'is_null' && { value: true }) })}
            />
            {field && term.op !== 'is_null' && (
              <ConditionValue
                field={field}
                label={t('reports.value', { number: place + 1 })}
                value={term.value}
                onChange={(value) => put(place, { value })}
              />
            )}
          </Stack>
        );
      })}
    </Lines>
  );
}
