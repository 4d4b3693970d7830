import { EmptyState, PageHeader } from '@kontor/ui';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <>
      <PageHeader title={t('notFound.title')} />
      <EmptyState title={t('notFound.what')}>
        <Link to="/">{t('notFound.home')}</Link>
      </EmptyState>
    </>
  );
}
