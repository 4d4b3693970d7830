import { Button, Stack, Text, TextInput } from '@mantine/core';
import { IconUsb } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../api/problem';
import { factorNeeded } from '../../api/session';
import { keyNotUsed } from '../../api/webauthn';
import { Failure } from '../../shell/Failure';

interface SecondStepProps {
  hasKey: boolean;
  error: unknown;
  pending: boolean;
  onCode: (code: string) => void;
  onKey: () => void;
  onBack: () => void;
}

/** After the password: a security key, or a code of the telephone or of the recovery list. */
export function SecondStep({ hasKey, error, pending, onCode, onKey, onBack }: SecondStepProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  function submit(event: FormEvent) {
    event.preventDefault();
    onCode(code);
  }
  return (
    <form onSubmit={submit} aria-label={t('login.second')}>
      <Stack gap="md">
        {hasKey && (
          <Button leftSection={<IconUsb size={18} aria-hidden="true" />} onClick={onKey} loading={pending} fullWidth autoFocus>
            {t('login.useKey')}
          </Button>
        )}
        <TextInput
          label={t('login.code')}
          description={t('login.codeNote')}
          autoComplete="one-time-code"
          required
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Refusal error={error} />
        <Button type="submit" variant={hasKey ? 'default' : 'filled'} loading={pending && !hasKey} fullWidth>
          {t('login.useCode')}
        </Button>
        <Button variant="subtle" onClick={onBack}>
          {t('login.back')}
        </Button>
      </Stack>
    </form>
  );
}

function Refusal({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const code = error instanceof Problem && error.status === 401 ? error.code : undefined;
  if (code === factorNeeded) return null;
  if (code === undefined) return <Failure error={error} />;
  return (
    <Text role="alert" c="var(--mantine-color-error)" size="sm">
      {code === keyNotUsed ? t('login.keyNotUsed') : t('login.secondRefused')}
    </Text>
  );
}
