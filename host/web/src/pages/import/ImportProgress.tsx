import { Panel, Tag, type Tone } from '@kontor/ui';
import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { isOver, useImportRun } from '../../api/imports';
import { queryClient } from '../../api/queryClient';
import type { ImportRun, Outcome } from '../../api/types';
import { useFormat } from '../../format';
import { Failure } from '../../shell/Failure';
import { ImportReport } from './ImportReport';
import classes from './Import.module.css';

export const outcomes: Outcome[] = ['created', 'updated', 'duplicate', 'invalid', 'failed'];

const tones: Record<ImportRun['state'], Tone> = {
  reading: 'info',
  running: 'info',
  done: 'good',
  failed: 'bad',
  paused: 'warn',
};

export function ImportProgress({ id, onAgain }: { id: string; onAgain: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const run = useImportRun(id);
  if (run.error) return <Failure error={run.error} />;
  if (!run.data) return null;
  const { data } = run;
  const over = isOver(data);
  if (over) void queryClient.invalidateQueries({ queryKey: ['records'], refetchType: 'none' });
  const share = data.rows_total ? (data.rows_read / data.rows_total) * 100 : over ? 100 : 0;
  return (
    <Stack gap="md">
      <Panel title={t('import.progress')} actions={<Tag tone={tones[data.state]}>{t(`import.state.${data.state}`)}</Tag>}>
        <Progress value={share} animated={!over} aria-label={t('import.progress')} />
        <Text size="sm" mt="xs" role="status">
          {data.rows_total
            ? t('import.rowsOf', { read: format.number(data.rows_read), total: format.number(data.rows_total) })
            : t('import.rows', { read: format.number(data.rows_read) })}
        </Text>
        {data.message && (
          <Text size="sm" mt="xs">
            {data.message}
          </Text>
        )}
        <dl className={classes.counts}>
          {outcomes.map((outcome) => (
            <div key={outcome} data-outcome={outcome}>
              <dt>{t(`outcome.${outcome}`)}</dt>
              <dd>{format.number(data[outcome])}</dd>
            </div>
          ))}
        </dl>
        {data.phones && (
          <Text size="sm" c="dimmed">
            {t('import.phones', {
              normalised: format.number(data.phones.normalised),
              flagged: format.number(data.phones.flagged),
              entered: format.number(data.phones.as_entered),
            })}
          </Text>
        )}
      </Panel>
      {over && <ImportReport run={data} />}
      {over && (
        <Group justify="flex-end">
          <Button onClick={onAgain}>{t('import.again')}</Button>
        </Group>
      )}
    </Stack>
  );
}
