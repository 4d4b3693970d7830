import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useTryMail } from '../../api/mail';
import { useSession } from '../../api/session';
import { Failure } from '../../shell/Failure';

/** A mail sent at once: the server's own answer says whether the settings are right. */
export function MailTrial() {
  const { t } = useTranslation();
  const session = useSession();
  const [to, setTo] = useState(session.data?.user.email ?? '');
  const attempt = useTryMail();

  function submit(event: FormEvent) {
    event.preventDefault();
    attempt.mutate(to);
  }
  return (
    <form onSubmit={submit} aria-label={t('mail.trial')}>
      <Stack gap="sm">
        <TextInput
          label={t('mail.to')}
          type="email"
          required
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <Failure error={attempt.error} />
        {attempt.isSuccess && (
          <Text size="sm" role="status">
            {t('mail.taken', { to: attempt.variables })}
          </Text>
        )}
        <Group justify="flex-end">
          <Button type="submit" variant="default" disabled={to === ''} loading={attempt.isPending}>
            {t('mail.try')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
