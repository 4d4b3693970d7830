import { useTranslation } from 'react-i18next';
import { nameOf, useUpdateRecord } from '../api/records';
import type { KontorRecord } from '../api/types';
import { isOpen, type Work } from '../collections';
import { notify } from '../shell/notify';

export interface Finish {
  error: unknown;
  isPending: (record: KontorRecord) => boolean;
  run: (record: KontorRecord) => void;
}

/** Ends a piece of work of an entity, and says so. */
export function useFinish(entity: string, work: Work | undefined): Finish {
  const { t } = useTranslation();
  const update = useUpdateRecord(entity);
  return {
    error: update.error,
    isPending: ({ id }) => update.isPending && update.variables.id === id,
    run: (record) => {
      if (!work || !isOpen(work, record.fields['state']) || update.isPending) return;
      update.mutate(
        { id: record.id, version: record.version, fields: { state: work.done } },
        { onSuccess: () => notify({ color: 'green', message: t('work.finished', { name: nameOf(record) }) }) },
      );
    },
  };
}
