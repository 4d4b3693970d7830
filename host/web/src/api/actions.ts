import { useMutation } from '@tanstack/react-query';
import { call } from './client';
import { queryClient } from './queryClient';
import type { ActionAnswer, KontorRecord } from './types';

export interface ActionRequest {
  plugin: string;
  action: string;
  record: Pick<KontorRecord, 'entity' | 'id'> | null;
  input: Record<string, unknown>;
  /** The same for a second try, so that what was done is not done twice. */
  key?: string;
}

/** Runs what a plugin contributed; a refusal for want of a seat is a Problem with its holders. */
export function useAction() {
  return useMutation({
    mutationFn: ({ plugin, action, record, input, key }: ActionRequest) =>
      call<ActionAnswer>('POST', `/actions/${plugin}/${action}`, {
        body: { record: record && { entity: record.entity, id: record.id }, input },
        ...(key && { headers: { 'Idempotency-Key': key } }),
      }),
    onSettled: (_answer, _error, { record }) => {
      void queryClient.invalidateQueries({ queryKey: ['seats'] });
      // Without a record anything may have been changed or made.
      if (!record) {
        void queryClient.invalidateQueries({ queryKey: ['records'] });
        return;
      }
      void queryClient.invalidateQueries({ queryKey: ['timeline', record.entity, record.id] });
      void queryClient.invalidateQueries({ queryKey: ['record', record.entity, record.id] });
    },
  });
}
