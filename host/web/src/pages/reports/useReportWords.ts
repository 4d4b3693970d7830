import { useTranslation } from 'react-i18next';
import type { Measure, ReportFigures } from '../../api/reports';
import type { Entity, Field } from '../../api/types';
import { useFormat } from '../../format';
import { labelOf } from '../../i18n';
import { fieldNamed, parts } from './draft';

type Part = (typeof parts)[number];

/** What fields, groups and figures of a report are called in the reader's language. */
export function useReportWords(entity: Entity | undefined) {
  const { t, i18n } = useTranslation();
  const format = useFormat();

  function nameOfField(field: Field | undefined, otherwise = ''): string {
    if (field?.name === 'created_at') return t('reports.createdAt');
    if (field?.name === 'updated_at') return t('reports.updatedAt');
    return labelOf(field?.labels, i18n.language, field?.name ?? otherwise);
  }
  const named = (name: string | undefined) => nameOfField(fieldNamed(entity, name), name);

  function nameOfGroup(group: string): string {
    const [name, part] = group.split(':');
    if (part === 'currency') return t('reports.currencyOf', { field: named(name) });
    if ((parts as readonly string[]).includes(part ?? ''))
      return t('reports.groupedBy', { field: named(name), part: t(`reports.parts.${part as Part}`) });
    return named(name);
  }

  function nameOfMeasure({ function: measuring, field, to }: Measure): string {
    if (measuring === 'count') return t('reports.measures.count');
    if (measuring === 'average_days_between') return t('reports.daysBetween', { from: named(field), to: named(to) });
    return t('reports.measureOf', { measure: t(`reports.measures.${measuring}`), field: named(field) });
  }

  /** One value of a group. */
  function valueOfGroup(group: string, value: unknown, names: Record<string, string>): string {
    if (value === null || value === undefined || value === '') return t('reports.nothing');
    const field = group.includes(':') ? undefined : fieldNamed(entity, group);
    switch (field?.type) {
      case 'reference':
        return names[String(value)] ?? t('reports.unnamed');
      case 'choice':
        return labelOf(field.choices?.find((one) => one.value === value)?.labels, i18n.language, String(value));
      case 'boolean':
        return t(value === true ? 'record.yes' : 'record.no');
      case 'date':
        return format.date(String(value));
      case 'time':
        return format.time(String(value));
      case 'number':
        return format.number(Number(value));
      default:
        return String(value);
    }
  }

  /** One figure. Amounts are in minor units, moments in milliseconds. */
  function figure(measure: Measure, value: number | null, currency: string | null): string {
    if (value === null) return '–';
    if (currency !== null) return format.money({ amount: Math.round(value), currency });
    const type = fieldNamed(entity, measure.field)?.type;
    const ofField = measure.function === 'min' || measure.function === 'max' || measure.function === 'average';
    if (ofField && type === 'date') return format.date(new Date(value).toISOString());
    if (ofField && type === 'time') return format.time(new Date(value).toISOString());
    return format.number(value);
  }

  /** A row's groups in one line. */
  const nameOfRow = (figures: ReportFigures, group: unknown[]) =>
    group.map((value, place) => valueOfGroup(figures.groups[place] ?? '', value, figures.names)).join(', ');

  return { nameOfField, nameOfGroup, nameOfMeasure, valueOfGroup, figure, nameOfRow };
}
