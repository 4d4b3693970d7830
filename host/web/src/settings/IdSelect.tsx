import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export interface IdInputProps {
  label?: string;
  'aria-label'?: string;
  description?: ReactNode;
  name?: string;
  required?: boolean;
  error?: string | undefined;
  value: string;
  onChange: (id: string | undefined) => void;
}

/** One of several by name; what is kept is the id. */
export function IdSelect({ choices, value, onChange, ...shared }: IdInputProps & { choices: { value: string; label: string }[] }) {
  const { t } = useTranslation();
  return (
    <Select
      {...shared}
      data={choices}
      searchable
      // A form that opens with the focus here does not open the list, too.
      openOnFocus={false}
      clearable={!shared.required}
      clearButtonProps={{ 'aria-label': t('record.clear') }}
      nothingFoundMessage={t('palette.nothing')}
      value={value || null}
      onChange={(id) => onChange(id ?? undefined)}
    />
  );
}
