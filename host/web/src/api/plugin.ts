import { queryOptions, useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import type { Settings, SettingsSchema } from '../settings/schema';
import { call } from './client';
import { queryClient } from './queryClient';
import type { Permissions, Plugin, User } from './types';

export interface Layer {
  name: string;
  state: 'holds' | 'missing' | 'off';
  why: string;
}

export interface LogLine {
  at: string;
  level: string;
  text: string;
}

export interface Crash {
  at: string;
  cause: string;
  log: LogLine[];
}

export interface Gap {
  contribution: string;
  record: { entity: string; id: string } | null;
  at: string;
  reason: string;
}

export interface PluginChange {
  kind: 'install' | 'update' | 'rollback';
  from: string;
  to: string;
  at: string;
  outcome: 'begun' | 'done' | 'undone';
  reason: string;
}

/** One installed plugin as its administrator judges it. */
export interface PluginDetails extends Plugin {
  summary?: Plugin['name'];
  permissions?: Permissions;
  settings: Settings;
  settings_schema: SettingsSchema | null;
  secrets: string[];
  mode?: string;
  layers?: Layer[];
  crashes?: Crash[];
  usage?: { cpu_ms: number; memory_bytes: number; calls: number; host_calls: number; denied?: number };
  gaps?: number;
  last_change?: PluginChange | null;
  versions?: { current: string; previous: string | null };
}

export function pluginQuery(id: string) {
  return queryOptions({
    queryKey: ['plugin', id],
    queryFn: () => call<PluginDetails>('GET', `/plugins/${id}`),
    refetchInterval: 10_000,
  });
}

export function useGaps(id: string) {
  return useInfiniteQuery({
    queryKey: ['plugin', id, 'gaps'],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      call<{ total: number; gaps: Gap[]; next: string | null }>('GET', `/plugins/${id}/gaps`, {
        query: { before: pageParam },
      }),
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

function refresh(): Promise<unknown> {
  return Promise.all(
    ['plugin', 'plugins', 'listings', 'widgets', 'entities', 'seats'].map((key) =>
      queryClient.invalidateQueries({ queryKey: [key] }),
    ),
  );
}

export function useSaveSettings(id: string) {
  return useMutation({
    mutationFn: (settings: Settings) => call('PUT', `/plugins/${id}/settings`, { body: settings }),
    onSuccess: refresh,
  });
}

export function useSaveSecret(id: string) {
  return useMutation({
    mutationFn: ({ name, value }: { name: string; value: string }) =>
      call('PUT', `/plugins/${id}/secrets/${name}`, { body: { value } }),
    onSuccess: refresh,
  });
}

export function useRollback(id: string) {
  return useMutation({ mutationFn: () => call('POST', `/plugins/${id}/rollback`), onSettled: refresh });
}

export function useRelease(id: string) {
  return useMutation({ mutationFn: () => call('POST', `/plugins/${id}/release`), onSettled: refresh });
}

export function useUpdate(id: string) {
  return useMutation({
    mutationFn: (version: string) =>
      call('POST', `/plugins/${id}/update`, { body: { version, accept_permissions: true } }),
    onSettled: refresh,
  });
}

export function useUsers() {
  return useQuery({
    queryKey: ['users'],
    queryFn: async () => {
      const answer = await call<User[] | { users: User[] }>('GET', '/users');
      return Array.isArray(answer) ? answer : answer.users;
    },
  });
}

export function useAssignSeats(product: string) {
  return useMutation({
    mutationFn: (users: string[]) => call('PUT', `/seats/${product}/named`, { body: { users } }),
    onSettled: refresh,
  });
}
