import { useTranslation } from 'react-i18next';
import { useUpdateRecord } from '../../api/records';
import type { Entity, KontorRecord } from '../../api/types';
import { changedFields, enteredFields } from '../../records/fields';
import { RecordForm } from '../../records/RecordForm';

interface EditRecordProps {
  entity: Entity;
  record: KontorRecord;
  onClose: () => void;
}

export function EditRecord({ entity, record, onClose }: EditRecordProps) {
  const { t } = useTranslation();
  const update = useUpdateRecord(entity.entity);
  return (
    <RecordForm
      title={t('record.edit')}
      entity={entity}
      initial={record.fields}
      saving={update.isPending}
      error={update.error}
      onClose={onClose}
      onSave={(values) =>
        update.mutate(
          {
            id: record.id,
            version: record.version,
            fields: changedFields(enteredFields(entity), record.fields, values),
          },
          { onSuccess: onClose },
        )
      }
    />
  );
}
