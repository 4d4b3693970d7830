/** The entities that have a list of their own, by the word in the address. */
export const collections = {
  persons: 'person',
  organisations: 'organisation',
  leads: 'lead',
  deals: 'deal',
  orders: 'order',
} as const;

export type Collection = keyof typeof collections;

export function isCollection(text: string): text is Collection {
  return text in collections;
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
};
