import { Button, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ActionAnswer } from '../api/types';
import { saveFile } from '../shell/saveFile';
import classes from './ActionBlock.module.css';
import { keptOf, longText } from './output';

/** What came of an action: its message, a text with its lines, and what can be kept. */
export function ActionOutcome({ action, answer }: { action: string; answer: ActionAnswer }) {
  const { t } = useTranslation();
  const kept = keptOf(action, answer);
  const text = longText(answer);
  return (
    <Stack gap="xs" align="flex-start">
      <Text size="sm" role="status" className={classes.message}>
        {answer.message || t(kept ? 'action.ready' : 'record.done')}
      </Text>
      {text && (
        <Text size="sm" className={classes.message}>
          {text}
        </Text>
      )}
      {kept && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconDownload size={15} />}
          onClick={() => saveFile(kept.name, kept.type, kept.content)}
        >
          <span className={classes.label}>{t('action.save', { name: kept.name })}</span>
        </Button>
      )}
    </Stack>
  );
}
