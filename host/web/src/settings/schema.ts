// A plugin's settings as its manifest describes them (JSON Schema), read for a form.
import type { Labels } from '../api/types';
import { isEmpty } from './ways';

export interface SchemaProperty {
  type?: string | string[];
  title?: string;
  description?: string;
  'x-labels'?: Labels;
  'x-help'?: Labels;
  /** A text that is the id of one of the company's users. */
  'x-user'?: boolean;
  /** A text that is the id of a record of this entity. */
  'x-record'?: string;
  /** A text that is the name of one of the plugin's own widgets. */
  'x-widget'?: boolean;
  /** What each value of `enum` is called. */
  'x-choices'?: Record<string, Labels>;
  default?: unknown;
  enum?: unknown[];
  /** Of a map: what its names are called. */
  propertyNames?: { 'x-labels'?: Labels };
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  additionalProperties?: boolean | SchemaProperty;
}

export interface SettingsSchema {
  properties?: Record<string, SchemaProperty>;
  required?: string[];
  /** One of these must hold; a form understands lists of members that must be there. */
  anyOf?: { required?: string[] }[];
  /** Names in the order of the form; a package's manifest is canonical JSON, which sorts its members. */
  'x-order'?: string[];
}

export type InputKind = 'text' | 'user' | 'record' | 'widget' | 'number' | 'boolean' | 'date' | 'choice' | 'map' | 'json';

export interface Setting {
  name: string;
  kind: InputKind;
  required: boolean;
  property: SchemaProperty;
}

export type Settings = Record<string, unknown>;

function kindOf(property: SchemaProperty): InputKind {
  if (property.enum?.every((one) => typeof one === 'string')) return 'choice';
  const type = Array.isArray(property.type) ? property.type.find((one) => one !== 'null') : property.type;
  if (type === 'string' && property['x-record']) return 'record';
  if (type === 'string' && property['x-widget'] === true) return 'widget';
  if (type === 'string' && property.format === 'date') return 'date';
  if (type === 'string') return property['x-user'] === true ? 'user' : 'text';
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'boolean') return 'boolean';
  const values = property.additionalProperties;
  if (type === 'object' && typeof values === 'object' && ['text', 'user', 'choice'].includes(kindOf(values))) return 'map';
  return 'json';
}

/** One setting for each property, in the order of `x-order`; what that does not name comes last. */
export function settingsOf(schema: SettingsSchema | null | undefined): Setting[] {
  const order = schema?.['x-order'] ?? [];
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  const properties = Object.entries(schema?.properties ?? {}).sort(([one], [other]) => place(one) - place(other));
  return properties.map(([name, property]) => ({
    name,
    kind: kindOf(property),
    required: schema?.required?.includes(name) ?? false,
    property,
  }));
}

// A property without words is one that programs give.
const isWorded = ({ property }: Setting) => (property['x-labels'] ?? property.title) !== undefined;

/** What a person is asked by an action's form: all that has words, and what must be given. */
export function askedBy(schema: SettingsSchema | null | undefined, given: Settings = {}): Setting[] {
  return settingsOf(schema).filter((one) => !(one.name in given) && (isWorded(one) || one.required));
}

/** Whether a person can fill in all that must be given: an id of a call, say, has no words. */
export function isForPeople(schema: SettingsSchema | null | undefined): boolean {
  return settingsOf(schema).every((one) => isWorded(one) || !one.required);
}

/** What is sent: nobody writes an empty value, so that the default of the schema stays; what must be given is given as its default. */
export function written(settings: Setting[], values: Settings): Settings {
  const given = settings.map(({ name, required, property }) => {
    const value = values[name];
    return [name, isEmpty(value) && required ? property.default : value] as const;
  });
  return Object.fromEntries(given.filter(([, value]) => !isEmpty(value)));
}

/** The rule a value breaks, as a key of the words and its parameters; undefined if none. */
export function brokenRule(setting: Setting, value: unknown): { rule: Rule; limit?: number } | undefined {
  const { property, required, kind } = setting;
  if (isEmpty(value)) return required && isEmpty(property.default) ? { rule: 'required' } : undefined;
  if (kind === 'json' && value instanceof Unreadable) return { rule: 'json' };
  if (typeof value === 'number') {
    if (kind === 'number' && property.type === 'integer' && !Number.isInteger(value)) return { rule: 'integer' };
    if (property.minimum !== undefined && value < property.minimum) return { rule: 'minimum', limit: property.minimum };
    if (property.maximum !== undefined && value > property.maximum) return { rule: 'maximum', limit: property.maximum };
  }
  if (typeof value !== 'string') return undefined;
  const length = [...value].length;
  if (property.minLength !== undefined && length < property.minLength) return { rule: 'minLength', limit: property.minLength };
  if (property.maxLength !== undefined && length > property.maxLength) return { rule: 'maxLength', limit: property.maxLength };
  if (property.pattern !== undefined && !matches(property.pattern, value)) return { rule: 'pattern' };
  if (property.format === 'uri' && !URL.canParse(value)) return { rule: 'uri' };
  if (property.format === 'email' && !/^[^@\s]+@[^@\s]+$/.test(value)) return { rule: 'email' };
  return undefined;
}

export type Rule =
  | 'required'
  | 'integer'
  | 'minimum'
  | 'maximum'
  | 'minLength'
  | 'maxLength'
  | 'pattern'
  | 'uri'
  | 'email'
  | 'json';

/** Text in a JSON box that is not JSON yet. */
export class Unreadable {
  constructor(readonly text: string) {}
}

// A pattern JavaScript cannot read is left to the host.
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return true;
  }
}

/** The field a refusal of the host names: "/gateway_url: …" or "/: … 'gateway_url' …". */
export function fieldOf(detail: string | undefined, settings: Setting[]): string | undefined {
  const place = /^\/([^/:\s]+)/.exec(detail ?? '')?.[1];
  return settings.find(({ name }) => name === place)?.name;
}
