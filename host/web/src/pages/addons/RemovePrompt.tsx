import { Dialog } from '@kontor/ui';
import { Anchor, Button, Group, Radio, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { root } from '../../api/client';
import { useRemovePlugin } from '../../api/plugins';
import type { Plugin } from '../../api/types';
import { labelOf } from '../../i18n';
import { Failure } from '../../shell/Failure';

interface RemovePromptProps {
  plugin: Plugin;
  onClose: () => void;
  onRemoved?: () => void;
}

/** What becomes of what the add-on stored is chosen here, not guessed. */
export function RemovePrompt({ plugin, onClose, onRemoved }: RemovePromptProps) {
  const { t, i18n } = useTranslation();
  const remove = useRemovePlugin();
  const [storage, setStorage] = useState<'keep' | 'erase'>('keep');
  const name = labelOf(plugin.name, i18n.language, plugin.id);
  return (
    <Dialog onClose={onClose} title={t('addons.removeTitle', { name })} closeLabel={t('record.close')}>
      <Stack>
        <Text size="sm">{t('addons.removeWhat')}</Text>
        <Radio.Group
          label={t('plugin.stored')}
          value={storage}
          onChange={(value) => setStorage(value === 'erase' ? 'erase' : 'keep')}
        >
          <Stack gap="xs" mt="xs">
            <Radio value="keep" label={t('plugin.keep')} />
            <Radio value="erase" label={t('plugin.erase')} />
          </Stack>
        </Radio.Group>
        <Anchor size="sm" href={`${root}/plugins/${plugin.id}/export`} download={`${plugin.id}.jsonl`}>
          {t('plugin.export')}
        </Anchor>
        <Failure error={remove.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('record.cancel')}
          </Button>
          <Button
            color="red.9"
            loading={remove.isPending}
            onClick={() => remove.mutate({ id: plugin.id, storage }, { onSuccess: onRemoved ?? onClose })}
          >
            {t('addons.remove')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
