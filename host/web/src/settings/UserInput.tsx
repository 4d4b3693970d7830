import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useUsers } from '../api/plugin';

interface UserInputProps {
  label: string;
  description?: ReactNode;
  name?: string;
  required?: boolean;
  error?: string | undefined;
  value: string;
  onChange: (id: string | undefined) => void;
}

/** One of the company's users by name; what is kept is the id. */
export function UserInput({ value, onChange, ...shared }: UserInputProps) {
  const { t } = useTranslation();
  const users = useUsers();
  const data = (users.data ?? []).map((user) => ({ value: user.id, label: user.name }));
  // Somebody who is gone still stands there until somebody else is chosen.
  if (value && users.data && !data.some((one) => one.value === value)) {
    data.push({ value, label: t('settings.unknownUser', { id: value }) });
  }
  return (
    <Select
      {...shared}
      data={data}
      searchable
      clearable={!shared.required}
      clearButtonProps={{ 'aria-label': t('record.clear') }}
      nothingFoundMessage={t('palette.nothing')}
      value={value || null}
      onChange={(id) => onChange(id ?? undefined)}
    />
  );
}
