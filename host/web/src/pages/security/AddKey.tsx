import { Alert, Button, Code, Group, List, Stack, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../api/problem';
import { useAddKey } from '../../api/securityKeys';
import { useSession } from '../../api/session';
import { keyNotUsed } from '../../api/webauthn';
import { Failure } from '../../shell/Failure';

/** A name, then a touch of the key; the first time the recovery codes are shown, this once. */
export function AddKey() {
  const { t } = useTranslation();
  const session = useSession();
  const [name, setName] = useState('');
  const add = useAddKey();
  const user = session.data?.user;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (user) add.mutate({ name, user }, { onSuccess: () => setName('') });
  }
  return (
    <form onSubmit={submit} aria-label={t('security.add')}>
      <Stack gap="sm">
        <TextInput
          label={t('security.name')}
          description={t('security.nameNote')}
          required
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Refusal error={add.error} />
        {add.isSuccess && (
          <Text size="sm" role="status">
            {t('security.added')}
          </Text>
        )}
        {add.data && add.data.length > 0 && <RecoveryCodes codes={add.data} />}
        <Group justify="flex-end">
          <Button type="submit" disabled={name.trim() === ''} loading={add.isPending}>
            {t('security.touch')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Refusal({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (!(error instanceof Problem) || error.code !== keyNotUsed) return <Failure error={error} />;
  return (
    <Text role="alert" c="var(--mantine-color-error)" size="sm">
      {t('login.keyNotUsed')}
    </Text>
  );
}

function RecoveryCodes({ codes }: { codes: string[] }) {
  const { t } = useTranslation();
  return (
    <Alert color="harbour" title={t('security.codes')}>
      <Text size="sm" mb="xs">
        {t('security.codesNote')}
      </Text>
      <List spacing={2} size="sm" type="ordered">
        {codes.map((code) => (
          <List.Item key={code}>
            <Code>{code}</Code>
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
