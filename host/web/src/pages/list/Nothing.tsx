import { EmptyState } from '@kontor/ui';
import { IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Collection } from '../../collections';

// Of these there are lists to bring in; the others are made here, or by add-ons.
const brought = new Set<Collection>(['persons', 'organisations', 'leads', 'deals', 'orders']);

interface NothingProps {
  collection: Collection;
  q: string;
  /** Only what is still to be done was asked for. */
  openOnly: boolean;
}

/** Why a list is empty, and what to do about it. */
export function Nothing({ collection, q, openOnly }: NothingProps) {
  const { t } = useTranslation();
  if (q) {
    return (
      <EmptyState icon={<IconSearch size={28} />} title={t('list.noMatch', { q })}>
        {t('list.noMatchAdvice')}
      </EmptyState>
    );
  }
  return (
    <EmptyState title={t(`empty.${collection}`)}>
      {brought.has(collection) ? <Link to="/import">{t('list.importInstead')}</Link> : t(`emptyAdvice.${collection as Made}`)}
      {openOnly && (
        <div>
          <Link to="/$collection" params={{ collection }} search={{ view: 'all' }}>
            {t('work.showAll')}
          </Link>
        </div>
      )}
    </EmptyState>
  );
}

type Made = 'tasks' | 'cases' | 'campaigns';
