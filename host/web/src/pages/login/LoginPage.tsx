import { Button, Group, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../api/problem';
import { useLogin } from '../../api/session';
import { Failure } from '../../shell/Failure';
import { LanguageMenu } from '../../shell/LanguageMenu';
import { SchemeSwitch } from '../../shell/SchemeSwitch';
import classes from './LoginPage.module.css';

export function LoginPage() {
  const { t } = useTranslation();
  const login = useLogin();
  const form = useForm({ mode: 'uncontrolled', initialValues: { email: '', password: '' } });
  const refused = login.error instanceof Problem && login.error.status === 401;
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
          <form onSubmit={form.onSubmit((values) => login.mutate(values))}>
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
        </Paper>
      </div>
    </main>
  );
}
