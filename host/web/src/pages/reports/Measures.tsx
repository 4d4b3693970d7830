import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Measure, Measuring } from '../../api/reports';
import { measuredFields, measuresMax, measureWith } from './draft';
import { Lines } from './Lines';
import type { PartProps } from './part';
import { useReportWords } from './useReportWords';

const kinds: Measuring[] = ['count', 'sum', 'average', 'min', 'max', 'count_distinct', 'average_days_between'];
const members = ['field', 'to'] as const;

/** What is counted and measured in each row. */
export function Measures({ entity, draft, onChange }: PartProps) {
  const { t } = useTranslation();
  const { nameOfField } = useReportWords(entity);
  const offered = kinds.filter((one) => one === 'count' || measuredFields(entity, { function: one }).length > 0);
  const put = (place: number, change: Partial<Measure>) =>
    onChange({ measures: draft.measures.map((one, at) => (at === place ? measureWith(entity, one, change) : one)) });
  const unused = offered
    .map((one) => measureWith(entity, { function: one }, {}))
    .find((one) => !draft.measures.some((known) => JSON.stringify(known) === JSON.stringify(one)));
  return (
    <Lines
      title={t('reports.figures')}
      addLabel={t('reports.addFigure')}
      onAdd={draft.measures.length < measuresMax && unused ? () => onChange({ measures: [...draft.measures, unused] }) : undefined}
      removeLabel={(place) => t('reports.removeFigure', { number: place + 1 })}
      onRemove={draft.measures.length > 1 ? (place) => onChange({ measures: draft.measures.filter((_, at) => at !== place) }) : undefined}
    >
      {draft.measures.map((measure, place) => (
        <div key={place}>
          <Select
            aria-label={t('reports.figure', { number: place + 1 })}
            allowDeselect={false}
            data={offered.map((one) => ({ value: one, label: t(`reports.measures.${one}`) }))}
            value={measure.function}
            onChange={(value) => value && put(place, { function: value as Measuring })}
          />
          {members.map(
            (member) =>
              measure[member] !== undefined && (
                <Select
                  key={member}
                  mt={4}
                  aria-label={t(member === 'to' ? 'reports.figureTo' : 'reports.figureOf', { number: place + 1 })}
                  searchable
                  allowDeselect={false}
                  data={measuredFields(entity, measure).map((one) => ({ value: one.name, label: nameOfField(one) }))}
                  value={measure[member] ?? null}
                  onChange={(value) => value && put(place, { [member]: value })}
                />
              ),
          )}
        </div>
      ))}
    </Lines>
  );
}
