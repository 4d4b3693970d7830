import { useQuery } from '@tanstack/react-query';
import { call, root } from './client';
import type { RecordFile } from './types';

export function useFiles(entity: string, id: string) {
  return useQuery({
    queryKey: ['files', entity, id],
    queryFn: () => call<RecordFile[]>('GET', `/records/${entity}/${id}/files`),
  });
}

export function addressOfFile(id: string): string {
  return `${root}/files/${encodeURIComponent(id)}`;
}
