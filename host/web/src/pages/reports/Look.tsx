import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useEntity } from '../../api/entities';
import type { ChartKind } from '../../api/reports';
import { labelOf } from '../../i18n';
import { dateFields, fieldNamed } from './draft';
import type { PartProps } from './part';
import { useReportWords } from './useReportWords';

/** Of which time, and as which picture; the choices are those of the definition of reports. */
export function Look({ entity, draft, onChange }: PartProps) {
  const { t, i18n } = useTranslation();
  const { nameOfField } = useReportWords(entity);
  const definition = useEntity('report');
  const choices = (name: string) =>
    (fieldNamed(definition, name)?.choices ?? []).map(({ value, labels }) => ({
      value,
      label: labelOf(labels, i18n.language, value),
    }));
  const dates = dateFields(entity);
  const field = draft.period_field ?? dates[0]?.name;
  return (
    <>
      <Select
        label={t('reports.periodName')}
        placeholder={t('reports.always')}
        clearable
        clearButtonProps={{ 'aria-label': t('record.clear') }}
        data={choices('period')}
        value={draft.period ?? null}
        onChange={(period) => onChange({ period: period ?? '', ...(field && { period_field: field }) })}
      />
      {draft.period && (
        <Select
          label={t('reports.periodOf')}
          allowDeselect={false}
          data={dates.map((one) => ({ value: one.name, label: nameOfField(one) }))}
          value={field ?? null}
          onChange={(value) => value && onChange({ period_field: value })}
        />
      )}
      <Select
        label={t('reports.chart')}
        allowDeselect={false}
        data={choices('chart')}
        value={draft.chart}
        onChange={(chart) => chart && onChange({ chart: chart as ChartKind })}
      />
    </>
  );
}
