import type { FilterTerm } from './api/types';

/** The entities that have a list of their own, by the word in the address. */
export const collections = {
  persons: 'person',
  organisations: 'organisation',
  leads: 'lead',
  deals: 'deal',
  orders: 'order',
  tasks: 'task',
  cases: 'case',
  campaigns: 'campaign',
} as const;

export type Collection = keyof typeof collections;

export function isCollection(text: string): text is Collection {
  return Object.hasOwn(collections, text);
}

export function collectionOf(entity: string): Collection | undefined {
  return (Object.keys(collections) as Collection[]).find((one) => collections[one] === entity);
}

/** Columns of a list and the order of its rows; what the definition lacks is left out. */
export const listColumns: Record<Collection, string[]> = {
  persons: ['name', 'organisation', 'phone', 'email', 'consent_state', 'source'],
  organisations: ['name', 'domain', 'phone', 'email', 'region'],
  leads: ['title', 'person', 'source', 'stage', 'converted_at'],
  deals: ['title', 'organisation', 'stage', 'amount', 'probability', 'expected_close'],
  orders: ['number', 'organisation', 'person', 'ordered_at', 'total'],
  tasks: ['title', 'subject', 'owner', 'due_at', 'priority', 'state'],
  cases: ['title', 'person', 'owner', 'resolve_by', 'priority', 'state'],
  campaigns: ['name', 'state', 'channel', 'starts_on', 'ends_on', 'cost'],
};

/** Work that ends: which states are still to be done, what is first, and the state that ends it. */
export interface Work {
  open: FilterTerm[];
  sort: string;
  done: string;
}

export const works: Partial<Record<Collection, Work>> = {
  tasks: { open: [{ field: 'state', op: 'in', value: ['open', 'in_progress'] }], sort: 'due_at', done: 'done' },
  cases: { open: [{ field: 'state', op: 'in', value: ['new', 'in_progress', 'waiting'] }], sort: 'resolve_by', done: 'resolved' },
};

/** Whether this work is still to be done. */
export function isOpen({ open }: Work, state: unknown): boolean {
  return open.every(({ value }) => Array.isArray(value) && value.includes(state));
}
