import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOffered, type Offered } from '../../api/contributions';
import type { KontorRecord } from '../../api/types';
import { labelOf } from '../../i18n';
import { BulkPrompt } from './BulkPrompt';

interface BulkActionsProps {
  records: KontorRecord[];
  offered: Offered[];
  onDone: () => void;
}

export function useBulkOffers(entity: string): Offered[] {
  return useOffered('actions', entity).filter(({ contribution }) => contribution.bulk === true);
}

/** Actions of plugins on the records that are ticked. */
export function BulkActions({ records, offered, onDone }: BulkActionsProps) {
  const { t, i18n } = useTranslation();
  const [chosen, setChosen] = useState<Offered>();
  return (
    <Group role="group" aria-label={t('bulk.actions')} gap="xs">
      <Text size="sm" role="status">
        {t('bulk.chosen', { count: records.length })}
      </Text>
      {offered.map((one) => (
        <Button
          key={`${one.plugin}/${one.contribution.name}`}
          size="xs"
          variant="default"
          disabled={records.length === 0}
          onClick={() => setChosen(one)}
        >
          {labelOf(one.contribution.label, i18n.language, one.contribution.name)}
        </Button>
      ))}
      {chosen && (
        <BulkPrompt
          offered={chosen}
          records={records}
          onClose={(done) => {
            setChosen(undefined);
            if (done) onDone();
          }}
        />
      )}
    </Group>
  );
}
