import { useMutation } from '@tanstack/react-query';
import { call } from './client';
import { queryClient } from './queryClient';
import type { ActionAnswer, KontorRecord } from './types';

export interface ActionRequest {
  plugin: string;
  action: string;
  record: Pick<KontorRecord, 'entity' | 'id'> | null;
  input: Record<string, unknown>;
}

/** Runs what a plugin contributed; a refusal for want of a seat is a Problem with its holders. */
export function useAction() {
  return useMutation({
    mutationFn: ({ plugin, action, record, input }: ActionRequest) =>
      call<ActionAnswer>('POST', `/actions/${plugin}/${action}`, {
        body: { record: record && { entity: record.entity, id: record.id }, input },
      }),
    onSettled: (_answer, _error, { record }) => {
      void queryClient.invalidateQueries({ queryKey: ['seats'] });
      if (!record) return;
      void queryClient.invalidateQueries({ queryKey: ['timeline', record.entity, record.id] });
      void queryClient.invalidateQueries({ queryKey: ['record', record.entity, record.id] });
    },
  });
}
