import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from './client';
import type { Labels, ViewBlock } from './types';

export interface MenuEntry {
  plugin: string;
  entry: string;
  label: Labels;
  state: 'open' | 'unlicensed';
}

/** What running add-ons put into this user's main menu. */
export const menuQuery = queryOptions({
  queryKey: ['plugins', 'menu'],
  queryFn: () => call<MenuEntry[]>('GET', '/menu'),
});

export interface MenuPageAnswer {
  title: string;
  blocks: ViewBlock[];
  refresh_s?: number | null;
}

export function useMenuPage(plugin: string, entry: string, locale: string) {
  return useQuery({
    queryKey: ['plugins', 'menu', plugin, entry, locale],
    queryFn: () => call<MenuPageAnswer>('GET', `/menu/${plugin}/${entry}`, { query: { locale } }),
    retry: false,
    refetchInterval: ({ state }) => (state.data?.refresh_s ? state.data.refresh_s * 1000 : false),
  });
}
