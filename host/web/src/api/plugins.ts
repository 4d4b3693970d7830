import { queryOptions, useMutation } from '@tanstack/react-query';
import { call } from './client';
import { queryClient } from './queryClient';
import type { Listing, Money, Plugin } from './types';

export const pluginsQuery = queryOptions({
  queryKey: ['plugins'],
  queryFn: async () => {
    const answer = await call<Plugin[] | { plugins: Plugin[] }>('GET', '/plugins');
    return Array.isArray(answer) ? answer : answer.plugins;
  },
});

export const listingsQuery = queryOptions({
  queryKey: ['listings'],
  queryFn: async () => {
    const answer = await call<Listing[] | { listings: Listing[] }>('GET', '/market/listings');
    return Array.isArray(answer) ? answer : answer.listings;
  },
});

function refresh(): Promise<unknown> {
  return Promise.all(
    ['plugins', 'listings', 'widgets', 'entities', 'seats'].map((key) =>
      queryClient.invalidateQueries({ queryKey: [key] }),
    ),
  );
}

export function useInstall() {
  return useMutation({
    mutationFn: (input: { plugin_id: string; version?: string }) =>
      call('POST', '/plugins/install', { body: { ...input, accept_permissions: true } }),
    onSettled: refresh,
  });
}

export interface Order {
  order_id: string;
  state: 'invoiced' | 'licensed';
  invoice?: { number: string; total: Money };
}

/** Licence documents of orders that were paid since. */
export function useFetchLicenses() {
  return useMutation({ mutationFn: () => call('POST', '/market/licenses'), onSettled: refresh });
}

export function useOrder() {
  return useMutation({
    mutationFn: (input: { plugin_id: string; offer_id: string; quantity: number }) =>
      call<Order>('POST', '/market/orders', { body: input, headers: { 'Idempotency-Key': crypto.randomUUID() } }),
    onSettled: refresh,
  });
}

export function useRemovePlugin() {
  return useMutation({
    mutationFn: ({ id, storage }: { id: string; storage: 'keep' | 'erase' }) =>
      call('DELETE', `/plugins/${id}`, { query: { storage } }),
    onSettled: refresh,
  });
}

export function useSwitchPlugin() {
  return useMutation({
    mutationFn: ({ id, verb }: { id: string; verb: 'start' | 'stop' }) => call('POST', `/plugins/${id}/${verb}`),
    onSettled: refresh,
  });
}
