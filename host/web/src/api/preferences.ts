import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { call } from './client';
import { queryClient } from './queryClient';

export interface Preferences {
  /** Widgets that stand on a dashboard unless taken away, and were; and those that were added. */
  hidden_widgets?: string[];
  added_widgets?: string[];
  /** By widget: what its form was filled with. */
  widget_parameters?: Record<string, Record<string, unknown>>;
  language?: string;
}

interface PreferencesAnswer {
  preferences: Preferences;
}

const preferencesQuery = queryOptions({
  queryKey: ['preferences'],
  staleTime: Infinity,
  queryFn: () => call<PreferencesAnswer>('GET', '/preferences'),
});

export function usePreferences(): Preferences {
  return useQuery(preferencesQuery).data?.preferences ?? {};
}

/** Shown at once, kept by the host for this user on every device. */
export function useSavePreferences() {
  return useMutation({
    mutationFn: (preferences: Preferences) => call('PUT', '/preferences', { body: { preferences } }),
    onMutate: (preferences) => queryClient.setQueryData(preferencesQuery.queryKey, { preferences }),
  });
}

/** The language goes with the user from device to device. */
export function useKeepLanguage() {
  return useMutation({
    mutationFn: async (language: string) => {
      const { preferences } = await queryClient.ensureQueryData(preferencesQuery);
      const changed = { ...preferences, language };
      queryClient.setQueryData(preferencesQuery.queryKey, { preferences: changed });
      await call('PUT', '/preferences', { body: { preferences: changed } });
    },
  });
}
