import { keepPreviousData, useInfiniteQuery, useMutation, useQueries, useQuery } from '@tanstack/react-query';
import { call } from './client';
import { queryClient } from './queryClient';
import type { AggregateRow, Fields, FilterTerm, Finding, KontorRecord, RecordPage, TimelinePage, User } from './types';

export interface ListRequest {
  q?: string;
  filter?: FilterTerm[] | { any: FilterTerm[] };
  sort?: string;
  cursor?: string | undefined;
  limit?: number;
  total?: boolean;
}

function listRecords(entity: string, request: ListRequest, signal?: AbortSignal): Promise<RecordPage> {
  const { filter, ...rest } = request;
  return call<RecordPage>('GET', `/records/${entity}`, {
    query: { ...rest, filter: filter && JSON.stringify(filter) },
    ...(signal && { signal }),
  });
}

// Users are no records; a reference to one is read as if they were.
async function listUsers(words = ''): Promise<RecordPage> {
  const { users } = await call<{ users: User[] }>('GET', '/users');
  const isMeant = ({ name, email }: User) => `${name} ${email}`.toLowerCase().includes(words.toLowerCase());
  const records = users.filter(isMeant).map(({ id, name, email }) => ({ id, entity: 'user', version: 0, fields: { name, email } }));
  return { records, next: null };
}

export function useRecords(entity: string, request: ListRequest, enabled = true) {
  return useQuery({
    queryKey: ['records', entity, request],
    queryFn: ({ signal }) => (entity === 'user' ? listUsers(request.q) : listRecords(entity, request, signal)),
    placeholderData: keepPreviousData,
    enabled,
  });
}

/** The same, page after page by their cursors. */
export function useRecordPages(entity: string, request: ListRequest) {
  return useInfiniteQuery({
    queryKey: ['records', entity, 'pages', request],
    initialPageParam: '',
    // How many there are is counted once.
    queryFn: ({ pageParam, signal }) =>
      listRecords(entity, { ...request, cursor: pageParam, total: request.total === true && pageParam === '' }, signal),
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

/** What one may see of every entity, the newest of each; asked for from the second letter on. */
export function useSearch(words: string) {
  return useQuery({
    queryKey: ['search', words],
    queryFn: ({ signal }) => call<{ found: Finding[] }>('GET', '/search', { query: { q: words }, signal }),
    placeholderData: keepPreviousData,
    enabled: words.length > 1,
  });
}

export function useRecord(entity: string, id: string) {
  return useQuery({
    queryKey: ['record', entity, id],
    queryFn: () => call<KontorRecord>('GET', `/records/${entity}/${id}`),
  });
}

export function useCreateRecord(entity: string) {
  return useMutation({
    mutationFn: (fields: Fields) =>
      call<KontorRecord>('POST', `/records/${entity}`, {
        body: { fields },
        headers: { 'Idempotency-Key': crypto.randomUUID() },
      }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['records', entity] }),
  });
}

export function useUpdateRecord(entity: string) {
  return useMutation({
    mutationFn: ({ id, version, fields }: { id: string; version: number; fields: Fields }) =>
      call<KontorRecord>('PATCH', `/records/${entity}/${id}`, {
        body: { fields },
        headers: { 'If-Match': `"${version}"` },
      }),
    onSuccess: (record) => {
      queryClient.setQueryData(['record', entity, record.id], record);
      return queryClient.invalidateQueries({ queryKey: ['records', entity] });
    },
  });
}

export function useRemoveRecord(entity: string) {
  return useMutation({
    mutationFn: ({ id, version }: Pick<KontorRecord, 'id' | 'version'>) =>
      call('DELETE', `/records/${entity}/${id}`, { headers: { 'If-Match': `"${version}"` } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['records', entity] }),
  });
}

export function useTimeline(entity: string, id: string) {
  return useInfiniteQuery({
    queryKey: ['timeline', entity, id],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      call<TimelinePage>('GET', `/records/${entity}/${id}/timeline`, { query: { cursor: pageParam } }),
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: 5_000,
  });
}

export interface AggregateRequest {
  filter: FilterTerm[];
  group_by: string[];
  measures: { function: 'count' | 'sum' | 'average' | 'min' | 'max'; field?: string }[];
}

export function useAggregate(entity: string, request: AggregateRequest) {
  return useQuery({
    queryKey: ['records', entity, 'aggregate', request],
    queryFn: async () =>
      (await call<{ rows: AggregateRow[] }>('POST', `/records/${entity}/aggregate`, { body: request })).rows,
  });
}

/** Names of the records a page refers to by entity and id, fetched together. */
export function useNames(wanted: Record<string, string[]>): Map<string, string> {
  const answers = useQueries({
    queries: Object.entries(wanted).map(([entity, ids]) => {
      const filter: FilterTerm[] = [{ field: 'id', op: 'in', value: [...new Set(ids)].sort() }];
      return {
        queryKey: ['records', entity, 'names', filter],
        queryFn: () => (entity === 'user' ? listUsers() : listRecords(entity, { filter, limit: 100 })),
        enabled: ids.length > 0,
        placeholderData: keepPreviousData,
      };
    }),
  });
  const records = answers.flatMap((answer) => answer.data?.records ?? []);
  return new Map(records.map((one) => [one.id, nameOf(one)]));
}

export function nameOf(record: KontorRecord): string {
  const { name, title, number, email, first_name, last_name } = record.fields;
  const whole = [first_name, last_name].filter(Boolean).join(' ');
  return [name, title, whole, number, email].map((one) => String(one ?? '')).find((one) => one !== '') ?? '—';
}
