import { Group, Select } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Period } from '../../api/types';
import { between, periodNames, periodOf, type PeriodName } from './periods';

/** A usual period at one choice, or any two days. */
export function PeriodPicker({ onChange }: { onChange: (period: Period) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState<PeriodName | 'own'>('year');
  const [days, setDays] = useState<[string | null, string | null]>([null, null]);

  function choose(chosen: PeriodName | 'own') {
    setName(chosen);
    if (chosen !== 'own') onChange(periodOf(chosen));
  }

  return (
    <Group gap="xs">
      <Select
        aria-label={t('dashboard.period')}
        data={[...periodNames, 'own' as const].map((one) => ({ value: one, label: t(`period.${one}`) }))}
        value={name}
        allowDeselect={false}
        w={180}
        onChange={(value) => choose((value ?? 'year') as PeriodName | 'own')}
      />
      {name === 'own' && (
        <DatePickerInput
          type="range"
          aria-label={t('dashboard.days')}
          placeholder={t('dashboard.days')}
          valueFormat="D MMM YYYY"
          w={230}
          value={days}
          onChange={(chosen) => {
            setDays(chosen);
            const [first, last] = chosen;
            if (first && last) onChange(between(first, last));
          }}
        />
      )}
    </Group>
  );
}
