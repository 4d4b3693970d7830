import { queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call } from './client';

const textsQuery = (locale: string) =>
  queryOptions({
    queryKey: ['plugins', 'texts', locale],
    queryFn: () => call<Record<string, Record<string, string>>>('GET', '/texts', { query: { locale } }),
    staleTime: Infinity,
  });

/** What an add-on calls a word of its own in the reader's language; undefined where it says nothing. */
export function usePluginTexts(): (plugin: string, word: string) => string | undefined {
  const { i18n } = useTranslation();
  const { data } = useQuery(textsQuery(i18n.language));
  return (plugin, word) => data?.[plugin]?.[word];
}
