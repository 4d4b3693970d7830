import { useQuery } from '@tanstack/react-query';
import { call } from './client';

/** One release of the market, as far as the company's install policy is concerned. */
export interface Release {
  version: string;
  channel: string;
  age_hours: number | null;
  review: 'automatic' | 'reviewed' | null;
  yanked: string;
  deprecated: string;
  successor: string;
  refused: { rule: string; wanted: string; found: string; text: string }[];
}

export function useRelease(plugin: string, version: string): Release | undefined {
  const releases = useQuery({
    queryKey: ['releases', plugin],
    queryFn: () => call<Release[]>('GET', `/plugins/${plugin}/releases`),
    retry: false,
  });
  return releases.data?.find((one) => one.version === version);
}
