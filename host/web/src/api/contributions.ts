import { useMutation, useQuery } from '@tanstack/react-query';
import { isForPeople, type SettingsSchema } from '../settings/schema';
import { call } from './client';
import { pluginsQuery } from './plugins';
import { queryClient } from './queryClient';
import { useMay } from './rights';
import type { Contribution, KontorRecord, Plugin, ViewBlock } from './types';

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

/** Actions of a plugin that are on no record and that a person can start; what only tells what another would do is none. */
export function generalActions({ id, contributes }: Plugin): Offered[] {
  const actions = contributes?.actions ?? [];
  const previews = new Set(actions.map(({ preview }) => preview));
  return actions
    .filter(({ name, entity, input }) => !entity && !previews.has(name) && isForPeople(input as SettingsSchema | undefined))
    .map((contribution) => ({ plugin: id, contribution }));
}

/** The general actions of running plugins, for whoever may use plugins; all of them or those of the named ones. */
export function useGeneralActions(of?: string[]): Offered[] {
  const plugins = useQuery(pluginsQuery).data ?? [];
  if (!useMay('plugins.use')) return [];
  return plugins.filter(({ id, state }) => state === 'running' && (of?.includes(id) ?? true)).flatMap(generalActions);
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
