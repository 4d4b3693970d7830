import type { ChartKind, Measure, ReportBody } from '../../api/reports';
import type { Entity, Field, Fields, FilterTerm, KontorRecord } from '../../api/types';
import { currencies } from '../../records/currencies';

/** A report as its editor holds it. */
export interface Draft extends ReportBody {
  name: string;
  shared: boolean;
}

export const parts = ['day', 'week', 'month', 'quarter', 'year'] as const;
export const groupsMax = 2;
export const measuresMax = 6;

const text = (value: unknown) => (typeof value === 'string' ? value : '');

function read(json: unknown, otherwise: unknown): unknown {
  try {
    return text(json) === '' ? otherwise : JSON.parse(text(json));
  } catch {
    return otherwise;
  }
}

export function emptyDraft(of: string): Draft {
  return { name: '', shared: false, of, filter: [], groups: [], measures: [{ function: 'count' }], chart: 'bar' };
}

export function draftOf({ fields }: Pick<KontorRecord, 'fields'>): Draft {
  return {
    name: text(fields['name']),
    shared: fields['shared'] === true,
    of: text(fields['of']),
    filter: read(fields['filter'], []),
    groups: Array.isArray(fields['groups']) ? fields['groups'] : [],
    measures: read(fields['measures'], []) as Measure[],
    chart: (text(fields['chart']) || 'none') as ChartKind,
    ...(text(fields['period']) && { period: text(fields['period']) }),
    ...(text(fields['period_field']) && { period_field: text(fields['period_field']) }),
  };
}

/** What is run: what is not yet chosen is left out. */
export function bodyOf({ name: _name, shared: _shared, ...draft }: Draft): ReportBody {
  const filter = termsOf(draft.filter)?.filter(isComplete) ?? draft.filter;
  const { period, period_field, ...rest } = draft;
  return { ...rest, filter, ...(period && period_field && { period, period_field }) };
}

export function fieldsOf(draft: Draft): Fields {
  const { of, filter, groups, measures, chart, period, period_field } = bodyOf(draft);
  return {
    name: draft.name.trim(),
    of,
    filter: JSON.stringify(filter),
    groups,
    measures: JSON.stringify(measures),
    chart,
    period: period ?? null,
    period_field: period_field ?? null,
    shared: draft.shared,
  };
}

/** The conditions of a filter that is a plain list of them; null for one that is a tree. */
export function termsOf(filter: unknown): FilterTerm[] | null {
  if (filter === null || filter === undefined) return [];
  const list = Array.isArray(filter) ? (filter as unknown[]) : [filter];
  return list.every((one) => typeof one === 'object' && one !== null && 'field' in one) ? (list as FilterTerm[]) : null;
}

export const isComplete = ({ op, value }: FilterTerm) =>
  op === 'is_null' || (value !== undefined && value !== null && value !== '');

const builtIn: Field[] = ['created_at', 'updated_at'].map((name) => ({ name, type: 'time' }));
const dates = new Set(['date', 'time']);
const measurable = new Set(['number', 'money', 'date', 'time']);
const notGrouped = new Set(['long_text', 'address', 'multi_choice', 'file']);

export const isDate = (field: Field | undefined) => field !== undefined && dates.has(field.type);
export const allFields = (entity: Entity) => [...entity.fields, ...builtIn];
export const fieldNamed = (entity: Entity | undefined, name: string | undefined) =>
  entity && allFields(entity).find((field) => field.name === name);
export const dateFields = (entity: Entity) => allFields(entity).filter(isDate);
export const groupFields = (entity: Entity) => allFields(entity).filter(({ type }) => !notGrouped.has(type));
/** The currency of an amount is a word of its own to filters. */
const withCurrency = (field: Field): Field[] =>
  field.type === 'money' ? [field, { name: `${field.name}:currency`, type: 'choice', choices: currencies.map((value) => ({ value })) }] : [field];
export const filterFields = (entity: Entity) =>
  allFields(entity)
    .filter(({ type }) => type !== 'multi_choice' && type !== 'file')
    .flatMap(withCurrency);

/** Fields a figure of this kind may be of. */
export function measuredFields(entity: Entity, { function: measuring }: Measure): Field[] {
  if (measuring === 'count') return [];
  if (measuring === 'average_days_between') return dateFields(entity);
  const fields = allFields(entity);
  return measuring === 'count_distinct' ? groupFields(entity) : fields.filter(({ type }) => measurable.has(type));
}

/** A group once its field is chosen: a date by months at first, an amount by its currency. */
export function groupOf(field: Field): string {
  if (isDate(field)) return `${field.name}:month`;
  return field.type === 'money' ? `${field.name}:currency` : field.name;
}

/** A figure of another kind keeps its fields as far as they fit. */
export function measureWith(entity: Entity, before: Measure, change: Partial<Measure>): Measure {
  const next = { ...before, ...change };
  const fields = measuredFields(entity, next).map(({ name }) => name);
  const fitting = (name: string | undefined) => (name !== undefined && fields.includes(name) ? name : fields[0]);
  if (fields.length === 0) return { function: next.function };
  const measure: Measure = { function: next.function, field: fitting(next.field)! };
  return next.function === 'average_days_between' ? { ...measure, to: fitting(next.to)! } : measure;
}
