import { EmptyState, PageHeader } from '@kontor/ui';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

/** What was asked for is not here: no such page, or no such record any more. */
export function NotFoundPage({ what }: { what?: string }) {
  const { t } = useTranslation();
  return (
    <>
      <PageHeader title={t('notFound.title')} />
      <EmptyState title={what ?? t('notFound.what')}>
        <Link to="/">{t('notFound.home')}</Link>
      </EmptyState>
    </>
  );
}
