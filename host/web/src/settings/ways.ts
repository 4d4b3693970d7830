// Forms of which some fields together are enough: "fill in at least one of these".
import type { Settings, SettingsSchema } from './schema';

/** Names that must be given together; one such list is enough. */
export type Ways = string[][];

export const isEmpty = (value: unknown) => value === undefined || value === null || value === '';

/** The lists of `anyOf`, less what is given already; none when every filling is right or the host must judge. */
export function waysOf(schema: SettingsSchema | null | undefined, given: Settings = {}): Ways {
  const ways = (schema?.anyOf ?? []).map(({ required = [] }) => required.filter((name) => isEmpty(given[name])));
  const canBeSaid = ways.every((way) => way.length > 0 && way.every((name) => schema?.properties?.[name]));
  return canBeSaid ? ways : [];
}

/** Of every list something is missing: the names that are empty. */
export function missingOf(ways: Ways, values: Settings): string[] {
  const missing = ways.map((way) => way.filter((name) => isEmpty(values[name])));
  return missing.some((names) => names.length === 0) ? [] : [...new Set(missing.flat())];
}

/** "Phone or E-mail", as the reader's language joins them. */
export function waysInWords(ways: Ways, nameOf: (name: string) => string, language: string): string {
  const both = new Intl.ListFormat(language, { type: 'conjunction' });
  const either = new Intl.ListFormat(language, { type: 'disjunction' });
  return either.format(ways.map((way) => both.format(way.map(nameOf))));
}
