import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconArrowRight, IconPlus, IconSearch, IconUser } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { nameOf, useRecords } from '../api/records';
import { collections, type Collection } from '../collections';

const peopleShown = 6;

/** Ctrl+K: go anywhere, create anything, find anybody by name or number. */
export function CommandPalette() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [query, setQuery] = useState('');
  const [term] = useDebouncedValue(query.trim(), 180);
  const people = useRecords('person', { q: term, limit: peopleShown }, term.length > 1);

  const pages: SpotlightActionData[] = [
    { id: 'page-dashboard', label: t('nav.dashboard'), onClick: () => void navigate({ to: '/' }) },
    ...(Object.keys(collections) as Collection[]).map((collection) => ({
      id: `page-${collection}`,
      label: t(`nav.${collection}`),
      onClick: () => void navigate({ to: '/$collection', params: { collection } }),
    })),
    { id: 'page-import', label: t('nav.import'), onClick: () => void navigate({ to: '/import' }) },
    { id: 'page-addons', label: t('nav.addons'), onClick: () => void navigate({ to: '/addons' }) },
  ].map((action) => ({ ...action, leftSection: <IconArrowRight size={16} /> }));

  const creations: SpotlightActionData[] = (Object.keys(collections) as Collection[]).map((collection) => ({
    id: `create-${collection}`,
    label: t(`create.${collection}`),
    leftSection: <IconPlus size={16} />,
    onClick: () => void navigate({ to: '/$collection', params: { collection }, search: { create: true } }),
  }));

  const matches = (action: SpotlightActionData) =>
    (action.label ?? '').toLowerCase().includes(query.trim().toLowerCase());
  const found: SpotlightActionData[] = (term.length > 1 ? (people.data?.records ?? []) : []).map((person) => ({
    id: person.id,
    label: nameOf(person),
    description: [person.fields['phone'], person.fields['email']].filter(Boolean).join(' · '),
    leftSection: <IconUser size={16} />,
    onClick: () =>
      void navigate({ to: '/$collection/$id', params: { collection: 'persons', id: person.id } }),
  }));

  const groups: SpotlightActionGroupData[] = [
    { group: t('nav.persons'), actions: found },
    { group: t('palette.go'), actions: pages.filter(matches) },
    { group: t('palette.create'), actions: creations.filter(matches) },
  ].filter((group) => group.actions.length > 0);

  return (
    <Spotlight
      actions={groups}
      query={query}
      onQueryChange={setQuery}
      filter={(_query, actions) => actions}
      nothingFound={t('palette.nothing')}
      scrollable
      maxHeight={420}
      shortcut={['mod + K', '/']}
      searchProps={{
        leftSection: <IconSearch size={18} />,
        placeholder: t('shell.search'),
        'aria-label': t('shell.search'),
      }}
    />
  );
}
