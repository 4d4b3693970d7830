import { useMutation, useQuery } from '@tanstack/react-query';
import { call } from './client';
import { pluginsQuery } from './plugins';
import { queryClient } from './queryClient';
import type { Contribution, KontorRecord, ViewBlock } from './types';

export interface Offered {
  plugin: string;
  contribution: Contribution;
}

/** What running plugins offer of one kind, on records of one entity. */
export function useOffered(kind: 'actions' | 'panels', entity: string): Offered[] {
  const plugins = useQuery(pluginsQuery).data ?? [];
  return plugins
    .filter((plugin) => plugin.state === 'running')
    .flatMap((plugin) => (plugin.contributes?.[kind] ?? []).map((contribution) => ({ plugin: plugin.id, contribution })))
    .filter(({ contribution }) => contribution.entity === entity);
}

export interface PanelAnswer {
  title: string;
  blocks: ViewBlock[];
}

export function usePanel({ plugin, contribution }: Offered, record: KontorRecord, locale: string) {
  const { entity, id } = record;
  return useQuery({
    queryKey: ['record', entity, id, 'panel', plugin, contribution.name, record.version, locale],
    queryFn: () =>
      call<PanelAnswer>('GET', `/panels/${plugin}/${contribution.name}`, { query: { entity, id, locale } }),
    retry: false,
  });
}

export interface BulkResult {
  record: { entity: string; id: string };
  message?: string;
  problem?: string;
}

/** Runs an action on many records; each has an outcome of its own. */
export function useBulkAction({ plugin, contribution }: Offered) {
  return useMutation({
    mutationFn: ({ records, input }: { records: KontorRecord[]; input: Record<string, unknown> }) =>
      call<{ results: BulkResult[] }>('POST', `/actions/${plugin}/${contribution.name}`, {
        body: { records: records.map(({ entity, id }) => ({ entity, id })), input },
      }),
    onSettled: () =>
      Promise.all(['records', 'record', 'timeline', 'seats'].map((key) => queryClient.invalidateQueries({ queryKey: [key] }))),
  });
}
