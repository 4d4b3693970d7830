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
  // A number that could not be normalised is edited as it was entered.
  const initial = { ...record.fields, phone: record.fields['phone'] ?? record.fields['phone_entered'] };
  return (
    <RecordForm
      title={t('record.edit')}
      entity={entity}
      initial={initial}
      saving={update.isPending}
      error={update.error}
      onClose={onClose}
      onSave={(values) =>
        update.mutate(
          {
            id: record.id,
            version: record.version,
            fields: changedFields(enteredFields(entity), initial, values),
          },
          { onSuccess: onClose },
        )
      }
    />
  );
}
