import { PageHeader, Panel } from '@kontor/ui';
import { Grid, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { mailQuery, type MailSettings } from '../../api/mail';
import { Failure } from '../../shell/Failure';
import { MailForm } from './MailForm';
import { MailTrial } from './MailTrial';

/** Through which server the company's mails go, for its administrator. */
export function MailPage() {
  const { t } = useTranslation();
  const { data, error } = useQuery(mailQuery);
  return (
    <>
      <PageHeader title={t('mail.title')} note={t('mail.note')} />
      <Failure error={error} />
      {!data && !error && <Skeleton height={240} aria-label={t('shell.loading')} />}
      {data && <Settings data={data} />}
    </>
  );
}

function Settings({ data }: { data: MailSettings }) {
  const { t } = useTranslation();
  return (
    <Grid gutter="md">
      <Grid.Col span={{ base: 12, md: 7 }}>
        <Panel title={t('mail.server')}>
          <Stack gap="sm">
            <Text size="sm" role="status">
              {t(`mail.source.${data.source}`)}
            </Text>
            <MailForm key={JSON.stringify(data)} settings={data} />
          </Stack>
        </Panel>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <Panel title={t('mail.trial')}>
          {data.source === 'none' ? <Text size="sm">{t('mail.noServer')}</Text> : <MailTrial />}
        </Panel>
      </Grid.Col>
    </Grid>
  );
}
