import type { Entity, Field, Fields, FieldValue, FilterTerm, KontorRecord, Money } from '../api/types';
import type { Ways } from '../settings/ways';

const wide = new Set(['long_text', 'address']);

// An id is nothing to type, nor is of which entity it is.
function isHalfOfPair(field: Field, fields: Field[]): boolean {
  return isKindOfAnother(field, fields) || fields.some(({ name }) => name === `${field.name}_entity`);
}

/** Fields a person fills in: what the host computes or a plugin keeps is shown, never asked for. */
export function enteredFields(entity: Entity): Field[] {
  return entity.fields.filter(
    (field) =>
      !isHalfOfPair(field, entity.fields) && !field.read_only && !field.computed && (field.plugin === undefined || field.editable) && field.type !== 'file',
  );
}

/** Fields of which one is enough; none where the reader may not fill in each: the host judges then. */
export function waysOfEntity(entity: Entity): Ways {
  const entered = new Set(enteredFields(entity).map(({ name }) => name));
  const names = entity.required_any ?? [];
  return names.every((name) => entered.has(name)) ? names.map((name) => [name]) : [];
}

export function isWide(field: Field): boolean {
  return wide.has(field.type);
}

export function isMoney(value: FieldValue | undefined): value is Money {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a new record starts with. */
export function defaultFields(entity: Entity): Fields {
  return Object.fromEntries(enteredFields(entity).map((field) => [field.name, field.default]));
}

/** What changed, ready to be sent; an emptied field becomes null. */
export function changedFields(fields: Field[], before: Fields, after: Fields): Fields {
  const changes: Fields = {};
  for (const { name } of fields) {
    const value = after[name] === '' || after[name] === undefined ? null : after[name];
    if (JSON.stringify(value) !== JSON.stringify(before[name] ?? null)) changes[name] = value;
  }
  return changes;
}

/** Of a field that holds an id: of which entity that is, as its definition or the field beside it says. */
export function targetOf(field: Field, record: KontorRecord): string | undefined {
  if (field.type === 'reference') return field.entity;
  const beside = record.fields[`${field.name}_entity`];
  return field.type === 'text' && typeof beside === 'string' && beside !== '' ? beside : undefined;
}

/** A field that only says of which entity the id beside it is; such a pair is shown as one link. */
export function isKindOfAnother({ name }: Field, fields: Field[]): boolean {
  return fields.some((one) => name === `${one.name}_entity`);
}

/** A filter for each way in which records of an entity point at this one. */
export function pointersOf(entity: Entity, { entity: kind, id }: KontorRecord): FilterTerm[][] {
  return entity.fields.flatMap((field): FilterTerm[][] => {
    const points: FilterTerm = { field: field.name, op: 'eq', value: id };
    if (field.type === 'reference') return field.entity === kind ? [[points]] : [];
    const beside = entity.fields.find(({ name }) => name === `${field.name}_entity`);
    return beside ? [[points, { field: beside.name, op: 'eq', value: kind }]] : [];
  });
}

/** Ids of other records, by entity, that these records hold in the given fields. */
export function referencesOf(fields: Field[], records: KontorRecord[]): Record<string, string[]> {
  const wanted: Record<string, string[]> = {};
  for (const field of fields) {
    for (const record of records) {
      const entity = targetOf(field, record);
      const id = record.fields[field.name];
      if (entity && typeof id === 'string' && id !== '') wanted[entity] = [...(wanted[entity] ?? []), id];
    }
  }
  return wanted;
}
