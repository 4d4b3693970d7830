import { Button, Group, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../api/problem';
import { factorNeeded, useLogin } from '../../api/session';
import { Failure } from '../../shell/Failure';
import { LanguageMenu } from '../../shell/LanguageMenu';
import { SchemeSwitch } from '../../shell/SchemeSwitch';
import classes from './LoginPage.module.css';
import { SecondStep } from './SecondStep';

export function LoginPage() {
  const { t } = useTranslation();
  const login = useLogin();
  const [step, setStep] = useState<{ input: { email: string; password: string }; hasKey: boolean }>();
  const form = useForm({ mode: 'uncontrolled', initialValues: { email: '', password: '' } });
  const refused = login.error instanceof Problem && login.error.status === 401;
  function begin(input: { email: string; password: string }) {
    login.mutate(input, {
      onError: (error) => {
        if (!(error instanceof Problem) || error.code !== factorNeeded) return;
        setStep({ input, hasKey: 'challenge' in error.body });
      },
    });
  }
  function back() {
    login.reset();
    setStep(undefined);
  }
  return (
    <main className={classes.page}>
      <Group className={classes.corner} gap={4}>
        <LanguageMenu />
        <SchemeSwitch />
      </Group>
      <div className={classes.column}>
        <Group gap="sm" mb="lg" justify="center">
          <img src="/icon.svg" alt="" width={36} height={36} />
          <Text fw={700} fz={24} component="span">
            {t('shell.product')}
          </Text>
        </Group>
        <Paper withBorder radius="md" p="xl" className={classes.paper}>
          <Title order={1} mb="md">
            {t('login.title')}
          </Title>
          {step ? (
            <SecondStep
              hasKey={step.hasKey}
              error={login.error}
              pending={login.isPending}
              onCode={(code) => login.mutate({ ...step.input, code })}
              onKey={() => login.mutate({ ...step.input, withKey: true })}
              onBack={back}
            />
          ) : (
            <form onSubmit={form.onSubmit(begin)}>
              <Stack gap="md">
                <TextInput
                  label={t('login.email')}
                  type="email"
                  autoComplete="username"
                  required
                  autoFocus
                  key={form.key('email')}
                  {...form.getInputProps('email')}
                />
                <PasswordInput
                  label={t('login.password')}
                  autoComplete="current-password"
                  required
                  visibilityToggleButtonProps={{ 'aria-label': t('login.show'), tabIndex: 0 }}
                  key={form.key('password')}
                  {...form.getInputProps('password')}
                />
                {refused ? (
                  <Text role="alert" c="var(--mantine-color-error)" size="sm">
                    {t('login.refused')}
                  </Text>
                ) : (
                  <Failure error={login.error} />
                )}
                <Button type="submit" loading={login.isPending} fullWidth>
                  {t('login.submit')}
                </Button>
              </Stack>
            </form>
          )}
        </Paper>
      </div>
    </main>
  );
}
