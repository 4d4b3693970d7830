import { Button, Group, List, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { BulkResult } from '../../api/contributions';
import { nameOf } from '../../api/records';
import type { KontorRecord } from '../../api/types';

interface BulkOutcomeProps {
  results: BulkResult[];
  records: KontorRecord[];
  onClose: () => void;
}

/** How many went well, and each that did not with its reason. */
export function BulkOutcome({ results, records, onClose }: BulkOutcomeProps) {
  const { t } = useTranslation();
  const failed = results.filter((result) => result.problem !== undefined);
  const names = new Map(records.map((record) => [record.id, nameOf(record)]));
  return (
    <Stack gap="sm">
      <Text size="sm" role="status">
        {t('bulk.done', { count: results.length - failed.length })}
      </Text>
      {failed.length > 0 && (
        <div role="alert">
          <Text size="sm" fw={600}>
            {t('bulk.failed', { count: failed.length })}
          </Text>
          <List size="sm">
            {failed.map(({ record, problem }) => (
              <List.Item key={record.id}>
                {names.get(record.id) ?? record.id}: {problem}
              </List.Item>
            ))}
          </List>
        </div>
      )}
      <Group justify="flex-end">
        <Button onClick={onClose}>{t('record.close')}</Button>
      </Group>
    </Stack>
  );
}
