import { Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight } from '@mantine/spotlight';
import { IconArrowRight, IconFileDescription, IconPlus, IconPuzzle, IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useGeneralActions, type Offered } from '../api/contributions';
import { nameOf, useSearch } from '../api/records';
import type { KontorRecord } from '../api/types';
import { collections, type Collection } from '../collections';
import { labelOf } from '../i18n';

// Its form takes more script than the frame of every page.
const ActionDialog = lazy(async () => ({ default: (await import('../pages/record/ActionDialog')).ActionDialog }));

const names = Object.keys(collections) as Collection[];

interface Command {
  id: string;
  label: string;
  description?: string;
  run: () => void;
}

// Enter without having chosen takes the first: it is what the reader sees on top.
function chooseFirst(event: KeyboardEvent<HTMLInputElement>) {
  if (event.key !== 'Enter') return;
  const list = event.currentTarget.closest('[role=dialog]');
  if (!list?.querySelector('[data-selected]')) list?.querySelector<HTMLElement>('[data-action]')?.click();
}

/** Ctrl+K: go anywhere, create anything, find anybody and anything by name or number. */
export function CommandPalette() {
  const { t, i18n } = useTranslation();
  const general = useGeneralActions();
  const [chosen, setChosen] = useState<Offered>();
  const navigate = useNavigate();
  const [query, setQuery] = useState('');
  const [term] = useDebouncedValue(query.trim(), 180);
  const { data } = useSearch(term);

  const pages: Command[] = [
    { id: 'dashboard', label: t('nav.dashboard'), run: () => void navigate({ to: '/' }) },
    ...names.map((collection) => ({
      id: collection,
      label: t(`nav.${collection}`),
      run: () => void navigate({ to: '/$collection', params: { collection } }),
    })),
    { id: 'reports', label: t('nav.reports'), run: () => void navigate({ to: '/reports' }) },
    { id: 'import', label: t('nav.import'), run: () => void navigate({ to: '/import' }) },
    { id: 'addons', label: t('nav.addons'), run: () => void navigate({ to: '/addons' }) },
    { id: 'mail', label: t('nav.mail'), run: () => void navigate({ to: '/settings/mail' }) },
  ];
  const actions: Command[] = general.map((offered) => ({
    id: `${offered.plugin}/${offered.contribution.name}`,
    label: labelOf(offered.contribution.label, i18n.language, offered.contribution.name),
    run: () => setChosen(offered),
  }));
  const creations: Command[] = names.map((collection) => ({
    id: `create-${collection}`,
    label: t(`create.${collection}`),
    run: () => void navigate({ to: '/$collection', params: { collection }, search: { create: true } }),
  }));
  const openings = (collection: Collection, records: KontorRecord[]): Command[] =>
    records.map((record) => ({
      id: record.id,
      label: nameOf(record),
      description: [record.fields['phone'], record.fields['email']].filter(Boolean).join(' · '),
      run: () => void navigate({ to: '/$collection/$id', params: { collection, id: record.id } }),
    }));
  const found = names.map((collection) => ({
    label: t(`nav.${collection}`),
    icon: <IconFileDescription size={16} />,
    commands: openings(
      collection,
      (term.length > 1 ? (data?.found ?? []) : []).find(({ entity }) => entity === collections[collection])?.records ?? [],
    ),
  }));
  const matching = (commands: Command[]) =>
    commands.filter(({ label }) => label.toLowerCase().includes(query.trim().toLowerCase()));
  const groups = [
    ...found,
    { label: t('palette.go'), icon: <IconArrowRight size={16} />, commands: matching(pages) },
    { label: t('palette.create'), icon: <IconPlus size={16} />, commands: matching(creations) },
    { label: t('bulk.actions'), icon: <IconPuzzle size={16} />, commands: matching(actions) },
  ].filter((group) => group.commands.length > 0);

  return (
    <>
      <Spotlight.Root query={query} onQueryChange={setQuery} shortcut={['mod + K', '/']} scrollable maxHeight={420}>
        <Modal.Title className="visually-hidden">{t('shell.search')}</Modal.Title>
        <Spotlight.Search
          leftSection={<IconSearch size={18} />}
          placeholder={t('shell.search')}
          aria-label={t('shell.search')}
          onKeyDown={chooseFirst}
        />
        <Spotlight.ActionsList>
          {groups.length === 0 && <Spotlight.Empty>{t('palette.nothing')}</Spotlight.Empty>}
          {groups.map(({ label, icon, commands }) => (
            <Spotlight.ActionsGroup key={label} label={label}>
              {commands.map((command) => (
                <Spotlight.Action
                  key={command.id}
                  label={command.label}
                  description={command.description}
                  leftSection={icon}
                  onClick={command.run}
                />
              ))}
            </Spotlight.ActionsGroup>
          ))}
        </Spotlight.ActionsList>
      </Spotlight.Root>
      {chosen && (
        <Suspense>
          <ActionDialog offered={chosen} record={null} onClose={() => setChosen(undefined)} />
        </Suspense>
      )}
    </>
  );
}
