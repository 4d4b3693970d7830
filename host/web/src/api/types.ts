// What the host's REST interface says, as the web app reads it.

export type Locale = 'en' | 'ru' | 'sv' | 'da';
export type Labels = Partial<Record<Locale, string>>;

export interface User {
  id: string;
  name: string;
  email: string;
  roles: string[];
}

export interface Session {
  user: User;
  csrf: string;
  /** Named rights, among much else; "*" is all of them. */
  rights?: { rights?: string[] };
}

export interface Money {
  amount: number;
  currency: string;
}

export type FieldType =
  | 'text'
  | 'long_text'
  | 'number'
  | 'money'
  | 'date'
  | 'time'
  | 'time_of_day'
  | 'boolean'
  | 'choice'
  | 'multi_choice'
  | 'reference'
  | 'phone'
  | 'email'
  | 'url'
  | 'address'
  | 'file';

export interface Choice {
  value: string;
  labels?: Labels;
}

export interface Field {
  name: string;
  type: FieldType;
  labels?: Labels;
  required?: boolean;
  searchable?: boolean;
  read_only?: boolean;
  minimum?: number;
  maximum?: number;
  computed?: boolean;
  default?: FieldValue;
  plugin?: string;
  editable?: boolean;
  choices?: Choice[];
  entity?: string;
}

export interface Entity {
  entity: string;
  labels?: Labels;
  labels_many?: Labels;
  fields: Field[];
  /** At least one of these is filled in. */
  required_any?: string[];
}

export type FieldValue = string | number | boolean | Money | string[] | null;
export type Fields = Record<string, FieldValue | undefined>;

export interface KontorRecord {
  id: string;
  entity: string;
  version: number;
  created_at?: string;
  updated_at?: string;
  fields: Fields;
}

export interface RecordPage {
  records: KontorRecord[];
  next: string | null;
  total?: { count: number; exact: boolean };
}

/** What a search found of one entity. */
export interface Finding {
  entity: string;
  records: KontorRecord[];
  more: boolean;
}

export interface FilterTerm {
  field: string;
  op: 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' | 'in' | 'prefix' | 'contains' | 'is_null';
  value?: unknown;
}

export interface AggregateRow {
  group: (string | null)[];
  values: (number | null)[];
}

export interface TimelinePage {
  activities: KontorRecord[];
  next: string | null;
}

export interface Period {
  from: string;
  to: string;
}

export interface WidgetReference {
  plugin: string;
  widget: string;
  name: string | Labels;
  kind: string;
  /** Whether it stands on a dashboard before anybody chose. */
  default: boolean;
  /** JSON Schema of its parameters. */
  parameters: Record<string, unknown>;
}

export interface WidgetPoint {
  label: string;
  value: number | null;
}

export type Series = { name: string; points: WidgetPoint[] };

/** A part of a plugin's panel: texts, never markup. */
export interface ViewBlock {
  kind: 'heading' | 'text' | 'fields' | 'table' | 'chart' | 'links' | 'form' | 'action';
  text?: string;
  fields?: { label: string; value: string }[];
  columns?: string[];
  rows?: string[][];
  series?: Series[];
  links?: { text: string; href: string }[];
  action?: string;
  preview?: string;
  record?: { entity: string; id: string } | null;
  given?: Record<string, unknown>;
}

/** What a plugin offers on records. */
export interface Contribution {
  name: string;
  label: Labels;
  kind?: string;
  entity?: string;
  bulk?: boolean;
  input?: Record<string, unknown>;
  /** An action that says what this one would do. */
  preview?: string;
}

/** A list that a figure can be counted again from. */
export interface RecordsBehind {
  label: string;
  entity: string;
  filter: FilterTerm[];
}

export interface WidgetAnswer {
  kind: 'figure' | 'chart' | 'funnel' | 'table';
  title: string;
  figure?: {
    value: number | null;
    unit?: string | null;
    formatted?: string | null;
    target?: number | null;
    previous?: number | null;
  } | null;
  series?: Series[] | null;
  records?: RecordsBehind[] | null;
  as_of?: string | null;
  note?: string | null;
}

export interface ActionAnswer {
  output: Record<string, unknown>;
  message?: string;
}

export interface Holder {
  subject: string;
  name: string;
  since: string;
}

export interface Seats {
  model: 'named' | 'concurrent' | 'site';
  total: number;
  used: number;
  holders: Holder[];
  waiting: (Holder & { place: number })[];
}

/** What a person who waits is told. */
export interface SeatOrPlace {
  seated: boolean;
  place?: number;
}

/** A picture of an add-on at work; the path is the host's own. */
export interface Screenshot {
  path: string;
  caption: Labels;
  width: number;
  height: number;
}

export interface Plugin {
  id: string;
  name: string | Labels;
  version: string;
  state: string;
  health?: string | { status: string; detail?: string } | null;
  contributes?: {
    actions?: Contribution[];
    panels?: Contribution[];
    entities?: Contribution[];
    import_formats?: Contribution[];
  };
  uses?: { name: string }[];
  screenshots?: Screenshot[];
  handbooks?: string[];
  license?: unknown;
}

export interface RecordPermission {
  entity: string;
  verbs: string[];
  fields: string[];
  purpose: string;
  legal_basis: string;
  reason: Labels;
}

export interface Permissions {
  records?: RecordPermission[];
  egress?: { host?: string; port?: number; setting?: string; reason: Labels }[];
  secrets?: { name: string; reason: Labels }[];
  operations?: string[];
}

export interface Offer {
  offer_id: string;
  model: 'named' | 'concurrent' | 'site';
  price: Money;
  period: 'once' | 'month' | 'quarter' | 'year';
  per: 'seat' | 'company';
  min_seats?: number;
}

export interface CompanyPrice {
  users?: number;
  total: Money;
  period: Offer['period'];
  model: Offer['model'];
}

export interface Listing {
  id: string;
  name: string | Labels;
  summary?: string | Labels;
  kind?: string;
  vendor: string | { name: string; display_name?: string };
  version: string;
  permissions?: Permissions;
  contributes?: Pick<NonNullable<Plugin['contributes']>, 'entities' | 'import_formats'>;
  uses?: Plugin['uses'];
  screenshots?: Screenshot[];
  handbooks?: string[];
  offers?: Offer[];
  size?: number;
  price?: CompanyPrice | null;
  installed?: { version: string; state: string } | null;
  licensed?: boolean;
}

export interface ImportPreview {
  delimiter: string;
  encoding: string;
  columns: string[];
  mapping: Record<string, string | null>;
  rows: string[][];
}

export interface ImportRun {
  id: string;
  entity: string;
  state: 'reading' | 'running' | 'done' | 'failed' | 'paused';
  rows_total?: number | null;
  rows_read: number;
  created: number;
  updated: number;
  duplicate: number;
  invalid: number;
  failed: number;
  phones?: { normalised: number; flagged: number; as_entered: number };
  message?: string | null;
}

export type Outcome = 'created' | 'updated' | 'duplicate' | 'invalid' | 'failed';

export interface ImportRow {
  row: number;
  outcome: Outcome;
  reason?: string | null;
  record_id?: string | null;
}

export type CallControl =
  | 'hold'
  | 'resume'
  | 'park'
  | 'record'
  | 'stop_recording'
  | 'transfer'
  | 'complete_transfer'
  | 'cancel_transfer'
  | 'conference'
  | 'hang_up';

export interface ScreenPop {
  call_id: string;
  /** Whose card it is, and its actions behind the buttons. */
  plugin?: string;
  controls?: Partial<Record<CallControl, string>>;
  recording?: boolean;
  number: string;
  direction?: 'in' | 'out' | string;
  matches: { id: string; name: string; organisation?: string | null }[];
  state: string;
}

/** What a plugin keeps on a record for whoever may read it. */
export interface RecordFile {
  id: string;
  plugin: string;
  name: string;
  content_type: string;
  size_bytes: number;
  created_at: string;
}

/** A text to show, or of a kind that has one of its own: a reminder, a late case, a mass read. */
export interface Notice {
  text?: string;
  kind: string;
  product?: string;
  entity?: string;
  body?: Record<string, string | number>;
}
