import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { call } from './client';
import type { Period, WidgetAnswer, WidgetReference } from './types';

export const widgetsQuery = queryOptions({
  queryKey: ['widgets'],
  queryFn: async () => {
    const answer = await call<WidgetReference[] | { widgets: WidgetReference[] }>('GET', '/widgets');
    return Array.isArray(answer) ? answer : answer.widgets;
  },
});

export function useWidget({ plugin, widget }: WidgetReference, period: Period, parameters: Record<string, unknown>, locale: string) {
  return useQuery({
    queryKey: ['widget', plugin, widget, period, parameters, locale],
    queryFn: () => call<WidgetAnswer>('POST', `/widgets/${plugin}/${widget}`, { body: { period, parameters, locale } }),
    placeholderData: keepPreviousData,
  });
}
