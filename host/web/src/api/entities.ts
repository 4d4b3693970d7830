import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from './client';
import type { Entity } from './types';

export const entitiesQuery = queryOptions({
  queryKey: ['entities'],
  staleTime: 5 * 60_000,
  queryFn: async () => (await call<{ entities: Entity[] }>('GET', '/entities')).entities,
});

export function useEntity(name: string): Entity | undefined {
  return useQuery(entitiesQuery).data?.find((one) => one.entity === name);
}
