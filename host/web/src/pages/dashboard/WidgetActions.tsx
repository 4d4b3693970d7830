import { ActionIcon, Group } from '@mantine/core';
import { IconAdjustments, IconDownload, IconEyeOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WidgetAnswer, WidgetReference } from '../../api/types';
import { settingsOf, type Settings } from '../../settings/schema';
import { saveFile } from '../../shell/saveFile';
import { csvOf } from './csv';
import { WidgetOptions } from './WidgetOptions';

interface WidgetActionsProps {
  reference: WidgetReference;
  name: string;
  answer: WidgetAnswer | undefined;
  parameters: Settings;
  onParameters: (parameters: Settings) => void;
  onHide: () => void;
}

/** What one may do with a widget: set it up, take its numbers along, take it off the dashboard. */
export function WidgetActions({ reference, name, answer, parameters, onParameters, onHide }: WidgetActionsProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const look = { variant: 'subtle', color: 'gray', size: 'sm' } as const;
  const adjustable = settingsOf(reference.parameters).length > 0;

  function save() {
    if (answer) saveFile(`${reference.widget}.csv`, 'text/csv', '\ufeff', csvOf(name, answer));
  }

  return (
    <Group gap={2} wrap="nowrap">
      {adjustable && (
        <ActionIcon {...look} aria-label={t('dashboard.options', { name })} aria-haspopup="dialog" onClick={() => setOpen(true)}>
          <IconAdjustments size={15} />
        </ActionIcon>
      )}
      <ActionIcon {...look} aria-label={t('dashboard.export', { name })} disabled={!answer} onClick={save}>
        <IconDownload size={15} />
      </ActionIcon>
      <ActionIcon {...look} aria-label={t('dashboard.hide', { name })} onClick={onHide}>
        <IconEyeOff size={15} />
      </ActionIcon>
      {adjustable && (
        <WidgetOptions
          key={JSON.stringify(parameters)}
          plugin={reference.plugin}
          name={name}
          schema={reference.parameters}
          values={parameters}
          opened={open}
          onClose={() => setOpen(false)}
          onSave={onParameters}
        />
      )}
    </Group>
  );
}
