import { Button, Group, NumberInput, PasswordInput, Select, Stack, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useForgetMail, useSaveMail, type MailSettings } from '../../api/mail';
import { focusFirstWrong } from '../../settings/focusFirstWrong';
import { Failure } from '../../shell/Failure';
import { notify } from '../../shell/notify';
import { brokenMailRules, type MailValues } from './rules';

const usualPort = { starttls: 587, tls: 465 } as const;

function valuesOf(settings: MailSettings): MailValues {
  const security = settings.security ?? 'starttls';
  return {
    host: settings.host ?? '',
    port: settings.port ?? usualPort[security],
    security,
    user: settings.user ?? '',
    from: settings.from ?? '',
    password: '',
  };
}

/** Server, sender and login. The password kept is never shown; left empty it stays. */
export function MailForm({ settings }: { settings: MailSettings }) {
  const { t } = useTranslation();
  const [values, setValues] = useState(() => valuesOf(settings));
  const [errors, setErrors] = useState<ReturnType<typeof brokenMailRules>>({});
  const save = useSaveMail();
  const forget = useForgetMail();

  function change(some: Partial<MailValues>) {
    setValues((before) => ({ ...before, ...some }));
    setErrors((before) =>
      Object.fromEntries(Object.entries(before).filter(([name]) => !(name in some))),
    );
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    const found = brokenMailRules(values);
    flushSync(() => setErrors(found));
    if (Object.keys(found).length > 0) {
      focusFirstWrong(event.currentTarget);
      return;
    }
    const { password, ...wish } = values;
    save.mutate(
      { ...wish, port: Number(wish.port), ...(password !== '' && { password }) },
      { onSuccess: () => notify({ color: 'green', message: t('mail.saved') }) },
    );
  }
  const wrong = (name: keyof MailValues) => errors[name] && t(`mail.rule.${errors[name]}`);
  return (
    <form onSubmit={submit} noValidate aria-label={t('mail.server')}>
      <Stack gap="sm">
        <TextInput
          name="host"
          label={t('mail.host')}
          required
          value={values.host}
          error={wrong('host')}
          onChange={(event) => change({ host: event.currentTarget.value.trim() })}
        />
        <Select
          name="security"
          label={t('mail.security')}
          allowDeselect={false}
          data={(['starttls', 'tls'] as const).map((value) => ({ value, label: t(`mail.securities.${value}`) }))}
          value={values.security}
          onChange={(next) => {
            const security = next === 'tls' ? 'tls' : 'starttls';
            change({ security, ...(values.port === usualPort[values.security] && { port: usualPort[security] }) });
          }}
        />
        <NumberInput
          name="port"
          label={t('mail.port')}
          required
          allowDecimal={false}
          allowNegative={false}
          value={values.port}
          error={wrong('port')}
          onChange={(port) => change({ port })}
        />
        <TextInput
          name="from"
          label={t('mail.from')}
          description={t('mail.fromExample')}
          required
          value={values.from}
          error={wrong('from')}
          onChange={(event) => change({ from: event.currentTarget.value })}
        />
        <TextInput
          name="user"
          label={t('mail.user')}
          description={t('mail.userHelp')}
          autoComplete="off"
          value={values.user}
          onChange={(event) => change({ user: event.currentTarget.value })}
        />
        <PasswordInput
          name="password"
          label={t('mail.password')}
          description={t(settings.has_password ? 'mail.passwordKept' : 'mail.passwordHelp')}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('login.show') }}
          value={values.password}
          onChange={(event) => change({ password: event.currentTarget.value })}
        />
        <Failure error={save.error ?? forget.error} />
        <Group justify="flex-end">
          {settings.source === 'saved' && (
            <Button variant="subtle" color="red" loading={forget.isPending} onClick={() => forget.mutate()}>
              {t('mail.forget')}
            </Button>
          )}
          <Button type="submit" loading={save.isPending}>
            {t('mail.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
