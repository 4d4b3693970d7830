import { queryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { address, call, csrfToken } from './client';
import { Problem, unreachable } from './problem';
import type { ImportPreview, ImportRow, ImportRun, Labels, Outcome } from './types';

const previewBytes = 64 * 1024;

/** A format of files that an add-on reads. */
export interface ImportFormat {
  format: string;
  label: Labels;
  entity: string;
  endings: string[];
  state: 'open' | 'unlicensed';
}

export const importFormatsQuery = queryOptions({
  queryKey: ['plugins', 'import-formats'],
  queryFn: async () => (await call<{ formats: ImportFormat[] }>('GET', '/import-formats')).formats,
});

export function formatOf(formats: ImportFormat[], entity: string, file: File): string | undefined {
  return formats.find(
    (one) =>
      one.state === 'open' && one.entity === entity && one.endings.some((ending) => file.name.toLowerCase().endsWith(ending)),
  )?.format;
}

/** A table's beginning is enough; a file that an add-on reads is sent whole. */
export function previewImport(entity: string, file: File, format?: string): Promise<ImportPreview> {
  return call<ImportPreview>('POST', '/imports/preview', {
    query: { entity, format },
    text: format ? file : file.slice(0, previewBytes),
    headers: { 'Content-Type': format ? 'application/octet-stream' : 'text/csv' },
  });
}

interface Upload {
  entity: string;
  mapping: Record<string, string>;
  file: File;
  format?: string | undefined;
  region: string | null;
  onProgress: (fraction: number) => void;
}

/** Sends the whole file; XMLHttpRequest, because fetch tells no upload progress. */
export function uploadImport({ entity, mapping, file, format, region, onProgress }: Upload): Promise<{ id: string }> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', address('/imports', { entity, mapping: JSON.stringify(mapping), region, format }));
    request.setRequestHeader('Content-Type', format ? 'application/octet-stream' : 'text/csv');
    request.setRequestHeader('X-Kontor-CSRF', csrfToken());
    request.upload.onprogress = (event) => onProgress(event.total > 0 ? event.loaded / event.total : 0);
    request.onerror = () => reject(unreachable());
    request.onload = () => {
      const body = parsed(request.responseText);
      if (request.status < 300) resolve(body as { id: string });
      else reject(new Problem(request.status, body));
    };
    request.send(file);
  });
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

export const isOver = (run: ImportRun | undefined) => run?.state === 'done' || run?.state === 'failed';

export function useImportRun(id: string) {
  return useQuery({
    queryKey: ['import', id],
    queryFn: () => call<ImportRun>('GET', `/imports/${id}`),
    refetchInterval: ({ state }) => (isOver(state.data) ? false : 500),
  });
}

export function useImportRows(id: string, outcome: Outcome, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ['import', id, 'rows', outcome],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      call<{ rows: ImportRow[]; next: string | null }>('GET', `/imports/${id}/rows`, {
        query: { outcome, cursor: pageParam, limit: 50 },
      }),
    getNextPageParam: (page) => page.next ?? undefined,
    enabled,
  });
}
