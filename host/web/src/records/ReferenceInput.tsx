import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { nameOf, useNames, useRecords } from '../api/records';

interface ReferenceInputProps {
  label: string;
  withAsterisk: boolean;
  error: string | undefined;
  entity: string;
  value: string;
  onChange: (id: string | null) => void;
}

const choicesShown = 12;

/** Finds a record of another entity as one types. */
export function ReferenceInput({ entity, value, onChange, ...shared }: ReferenceInputProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const [term] = useDebouncedValue(search, 200);
  const found = useRecords(entity, { q: term, limit: choicesShown }, entity !== '');
  const names = useNames(value ? { [entity]: [value] } : {});
  const choices = new Map(found.data?.records.map((one) => [one.id, nameOf(one)]));
  const chosen = names.get(value);
  if (value && chosen) choices.set(value, chosen);
  return (
    <Select
      {...shared}
      data={[...choices].map(([id, name]) => ({ value: id, label: name }))}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('record.clear') }}
      nothingFoundMessage={t('palette.nothing')}
      filter={({ options }) => options}
      value={value || null}
      onChange={onChange}
      onSearchChange={setSearch}
    />
  );
}
