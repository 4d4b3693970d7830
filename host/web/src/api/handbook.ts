import { queryOptions } from '@tanstack/react-query';
import { call } from './client';

export interface HandbookAnswer {
  language: string;
  languages: string[];
  text: string;
}

/** `place` is /plugins/ID of what is installed or /market/listings/ID of what is offered. */
export function handbookQuery(place: string, locale: string) {
  return queryOptions({
    queryKey: ['plugin', 'handbook', place, locale],
    queryFn: () => call<HandbookAnswer>('GET', `${place}/handbook`, { query: { locale } }),
  });
}
