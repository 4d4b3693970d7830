import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { nameOf, useRecords } from '../api/records';

interface RecordInputProps {
  entity: string;
  label: string;
  description?: ReactNode;
  name?: string;
  required?: boolean;
  error?: string | undefined;
  value: string;
  onChange: (id: string | undefined) => void;
}

/** One record of an entity by name; what is kept is the id. */
export function RecordInput({ entity, value, onChange, ...shared }: RecordInputProps) {
  const { t } = useTranslation();
  const records = useRecords(entity, { limit: 200 });
  return (
    <Select
      {...shared}
      data={(records.data?.records ?? []).map((record) => ({ value: record.id, label: nameOf(record) }))}
      searchable
      clearable={!shared.required}
      clearButtonProps={{ 'aria-label': t('record.clear') }}
      nothingFoundMessage={t('palette.nothing')}
      value={value || null}
      onChange={(id) => onChange(id ?? undefined)}
    />
  );
}
