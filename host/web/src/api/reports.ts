import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { call, root } from './client';
import type { FilterTerm } from './types';

export type Measuring = 'count' | 'count_distinct' | 'sum' | 'average' | 'min' | 'max' | 'average_days_between';

export interface Measure {
  function: Measuring;
  field?: string;
  to?: string;
}

export type ChartKind = 'none' | 'bar' | 'line' | 'pie';

/** What a report asks; its filter may be any tree of the filter language. */
export interface ReportBody {
  of: string;
  filter: unknown;
  groups: string[];
  measures: Measure[];
  chart: ChartKind;
  period_field?: string;
  period?: string;
}

interface Values {
  values: (number | null)[];
  currencies: (string | null)[];
}

export interface ReportRow extends Values {
  group: (string | number | boolean | null)[];
  /** With the report's own: the records behind the row. Null: they cannot be listed. */
  filter: FilterTerm[] | null;
}

export interface ReportFigures {
  of: string;
  groups: string[];
  measures: Measure[];
  chart: ChartKind;
  time_zone: string;
  from: string | null;
  to: string | null;
  filter: FilterTerm[];
  rows: ReportRow[];
  totals: Values;
  names: Record<string, string>;
  mixed_currencies: boolean;
  not_drillable: string | null;
}

/** The figures of a report, saved or not; those of the one before stay until they are there. */
export function useFigures(report: ReportBody | undefined) {
  return useQuery({
    queryKey: ['report', report],
    queryFn: ({ signal }) => call<ReportFigures>('POST', '/reports/figures', { body: report, signal }),
    placeholderData: keepPreviousData,
    enabled: report !== undefined,
    retry: false,
  });
}

interface ExportJob {
  id: string;
  state: 'running' | 'done' | 'cancelled' | 'failed' | 'expired';
  message: string;
}

const askAgainMs = 400;

/** Has a report written into a file; gives the address it may be fetched from for a day. */
export function useReportFile() {
  return useMutation({
    mutationFn: async ({ report, format }: { report: ReportBody; format: string }) => {
      let job = await call<ExportJob>('POST', '/reports/export', { body: { format, report } });
      while (job.state === 'running') {
        await new Promise((done) => setTimeout(done, askAgainMs));
        job = await call<ExportJob>('GET', `/exports/${job.id}`);
      }
      if (job.state !== 'done') throw new Error(job.message);
      return `${root}/exports/${job.id}/file`;
    },
  });
}
