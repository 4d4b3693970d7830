import { Dialog } from '@kontor/ui';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRemovePlugin } from '../../api/plugins';
import type { Plugin } from '../../api/types';
import { labelOf } from '../../i18n';
import { Failure } from '../../shell/Failure';

export function RemovePrompt({ plugin, onClose }: { plugin: Plugin; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const remove = useRemovePlugin();
  const name = labelOf(plugin.name, i18n.language, plugin.id);
  return (
    <Dialog
      onClose={onClose}
      title={t('addons.removeTitle', { name })}
      closeLabel={t('record.close')}
    >
      <Stack>
        <Text size="sm">{t('addons.removeWhat')}</Text>
        <Failure error={remove.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('record.cancel')}
          </Button>
          <Button color="red" loading={remove.isPending} onClick={() => remove.mutate(plugin.id, { onSuccess: onClose })}>
            {t('addons.remove')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
