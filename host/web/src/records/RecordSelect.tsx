import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem';
import { nameOf, useRecords } from '../api/records';
import { choicesOf, isSettled, stateOf, wordsOf, type Search } from './choices';

interface RecordSelectProps {
  label: string;
  description?: ReactNode;
  name?: string;
  required?: boolean;
  withAsterisk?: boolean;
  error?: string | undefined;
  entity: string;
  value: string;
  onChange: (id: string | null) => void;
}

const choicesShown = 12;
const pauseMs = 200;

/** Finds one record of an entity as one types, however many there are; what is kept is its id. */
export function RecordSelect({ entity, value, onChange, error, required = false, ...shared }: RecordSelectProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [opened, setOpened] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  // The box is a combobox, which says whether its list is open; Mantine's target keeps that attribute to itself.
  useEffect(() => box.current?.setAttribute('aria-expanded', String(opened)), [opened]);
  const one = useRecords(entity, { filter: [{ field: 'id', op: 'in', value: [value] }], limit: 1 }, entity !== '' && value !== '');
  const known = one.data?.records.find(({ id }) => id === value);
  const isGone = one.isSuccess && !one.isPlaceholderData;
  // What is gone still stands there until another is chosen.
  const label = known ? nameOf(known) : isGone ? t('picker.unknown', { id: value }) : '';
  const chosen = value && label ? { value, label } : undefined;

  const [asked] = useDebouncedValue(wordsOf(text, chosen), pauseMs);
  const found = useRecords(entity, { q: asked, limit: choicesShown }, entity !== '' && (opened || asked !== ''));
  const search: Search = {
    text,
    asked,
    answer: found.data && !found.isPlaceholderData
      ? { choices: found.data.records.map((record) => ({ value: record.id, label: nameOf(record) })), more: found.data.next !== null }
      : undefined,
    failure: found.error ? (found.error instanceof Problem && found.error.status === 403 ? 'rights' : 'other') : undefined,
    chosen,
  };
  const choices = choicesOf(search, t);
  const state = stateOf(search, t);

  // Enter takes what is on top once something was written; the form is not sent while one chooses.
  function enter(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key !== 'Enter' || !opened) return;
    const list = document.getElementById(event.currentTarget.getAttribute('aria-controls') ?? '');
    if (list?.querySelector('[data-combobox-selected]')) return;
    event.preventDefault();
    const [first] = choices;
    if (asked === '' || !isSettled(search) || !first) return;
    onChange(first.value);
    setOpened(false);
  }

  return (
    <>
      <Select
        {...shared}
        ref={box}
        required={required}
        role="combobox"
        aria-autocomplete="list"
        data={choices}
        searchable
        clearable={!required}
        clearButtonProps={{ 'aria-label': t('record.clear') }}
        nothingFoundMessage={state}
        filter={({ options }) => options}
        error={error ?? (search.failure && isSettled(search) && !opened ? state : undefined)}
        value={value || null}
        onChange={onChange}
        onSearchChange={setText}
        dropdownOpened={opened}
        onDropdownOpen={() => setOpened(true)}
        onDropdownClose={() => setOpened(false)}
        onKeyDownCapture={enter}
      />
      <span className="visually-hidden" aria-live="polite">
        {opened && state}
      </span>
    </>
  );
}
