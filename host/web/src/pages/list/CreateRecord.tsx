import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useCreateRecord } from '../../api/records';
import { useSession } from '../../api/session';
import type { Entity, Fields } from '../../api/types';
import type { Collection } from '../../collections';
import { changedFields, defaultFields, enteredFields } from '../../records/fields';
import { RecordForm } from '../../records/RecordForm';

interface CreateRecordProps {
  collection: Collection;
  entity: Entity;
  phone: string | undefined;
  onClose: () => void;
}

/** A new record; a caller's number is filled in where the entity has a place for it. */
export function CreateRecord({ collection, entity, phone, onClose }: CreateRecordProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const me = useSession().data?.user.id;
  const create = useCreateRecord(entity.entity);
  const known = new Set(entity.fields.map((field) => field.name));
  const initial: Fields = phone
    ? known.has('phone')
      ? { phone }
      : { title: t('call.leadTitle', { number: phone }) }
    : {};
  // Who writes a task down does it, unless somebody else is named.
  const mine: Fields = collection === 'tasks' && me ? { owner: me } : {};
  return (
    <RecordForm
      title={t(`create.${collection}`)}
      entity={entity}
      initial={{ ...defaultFields(entity), ...mine, ...initial }}
      saving={create.isPending}
      error={create.error}
      onClose={onClose}
      onSave={(values) =>
        create.mutate(changedFields(enteredFields(entity), {}, values), {
          onSuccess: (record) =>
            void navigate({ to: '/$collection/$id', params: { collection, id: record.id } }),
        })
      }
    />
  );
}
