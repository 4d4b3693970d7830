import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from './client';
import type { Session } from './types';

// The answer to a login does not say them; that to GET /session does.
const rightsQuery = queryOptions({
  queryKey: ['rights'],
  staleTime: Infinity,
  queryFn: async () => (await call<Session>('GET', '/session')).rights?.rights ?? [],
});

/** Whether the user holds a named right; false until that is known. The host judges in any case. */
export function useMay(right: string): boolean {
  const { data = [] } = useQuery(rightsQuery);
  return data.includes('*') || data.includes(right);
}
