import type { Entity, Field, Fields, FieldValue, KontorRecord, Money } from '../api/types';
import type { Ways } from '../settings/ways';

const wide = new Set(['long_text', 'address']);

/** Fields a person fills in: what the host computes or a plugin keeps is shown, never asked for. */
export function enteredFields(entity: Entity): Field[] {
  return entity.fields.filter(
    (field) =>
      !field.read_only && !field.computed && (field.plugin === undefined || field.editable) && field.type !== 'file',
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

/** Ids of other records, by entity, that these records hold in the given fields. */
export function referencesOf(fields: Field[], records: KontorRecord[]): Record<string, string[]> {
  const wanted: Record<string, string[]> = {};
  for (const field of fields) {
    if (field.type !== 'reference' || !field.entity) continue;
    const ids = records.map((record) => record.fields[field.name]).filter((id) => typeof id === 'string');
    wanted[field.entity] = [...(wanted[field.entity] ?? []), ...ids];
  }
  return wanted;
}
