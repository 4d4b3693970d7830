import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { collectionOf } from '../collections';

interface ReferenceLinkProps {
  entity: string;
  id: string;
  /** Undefined where it is not known, or not to whoever looks. */
  name: string | undefined;
}

/** Another record by its name; a link where its entity has pages. */
export function ReferenceLink({ entity, id, name }: ReferenceLinkProps) {
  const { t } = useTranslation();
  const collection = collectionOf(entity);
  if (!collection) return <>{name ?? id}</>;
  return (
    <Link to="/$collection/$id" params={{ collection, id }}>
      {name ?? t('record.open')}
    </Link>
  );
}
