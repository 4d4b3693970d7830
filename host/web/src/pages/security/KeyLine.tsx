import { ActionIcon, Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useRemoveKey, useRenameKey, type SecurityKey } from '../../api/securityKeys';
import { Failure } from '../../shell/Failure';

type Doing = 'nothing' | 'renaming' | 'removing';

/** One key: its name, where and when it served, another name, and its end. */
export function KeyLine({ securityKey }: { securityKey: SecurityKey }) {
  const { t, i18n } = useTranslation();
  const [doing, setDoing] = useState<Doing>('nothing');
  const when = (moment: string) => new Date(moment).toLocaleString(i18n.language);
  const { name, site, created_at: created, used_at: used } = securityKey;
  return (
    <Stack component="li" gap={6}>
      <Group justify="space-between" wrap="nowrap">
        <div>
          <Text fw={600}>{name}</Text>
          <Text size="sm" c="dimmed">
            {t('security.made', { site, when: when(created) })}{' '}
            {used === null ? t('security.unused') : t('security.used', { when: when(used) })}
          </Text>
        </div>
        <Group gap={4} wrap="nowrap">
          <ActionIcon variant="subtle" aria-label={t('security.rename', { name })} onClick={() => setDoing('renaming')}>
            <IconPencil size={18} />
          </ActionIcon>
          <ActionIcon variant="subtle" color="red" aria-label={t('security.remove', { name })} onClick={() => setDoing('removing')}>
            <IconTrash size={18} />
          </ActionIcon>
        </Group>
      </Group>
      {doing === 'renaming' && <Rename securityKey={securityKey} onDone={() => setDoing('nothing')} />}
      {doing === 'removing' && <Remove securityKey={securityKey} onDone={() => setDoing('nothing')} />}
    </Stack>
  );
}

interface StepProps {
  securityKey: SecurityKey;
  onDone: () => void;
}

function Rename({ securityKey, onDone }: StepProps) {
  const { t } = useTranslation();
  const [name, setName] = useState(securityKey.name);
  const rename = useRenameKey();
  function submit(event: FormEvent) {
    event.preventDefault();
    rename.mutate({ id: securityKey.id, name }, { onSuccess: onDone });
  }
  return (
    <form onSubmit={submit}>
      <Group align="flex-end">
        <TextInput
          label={t('security.name')}
          required
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" loading={rename.isPending}>
          {t('record.save')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('record.cancel')}
        </Button>
      </Group>
      <Failure error={rename.error} />
    </form>
  );
}

function Remove({ securityKey, onDone }: StepProps) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const remove = useRemoveKey();
  function submit(event: FormEvent) {
    event.preventDefault();
    remove.mutate({ id: securityKey.id, password });
  }
  return (
    <form onSubmit={submit}>
      <Group align="flex-end">
        <PasswordInput
          label={t('security.password')}
          autoComplete="current-password"
          required
          value={password}
          visibilityToggleButtonProps={{ 'aria-label': t('login.show'), tabIndex: 0 }}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" color="red" loading={remove.isPending}>
          {t('security.removeNow')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('record.cancel')}
        </Button>
      </Group>
      <Failure error={remove.error} />
    </form>
  );
}
