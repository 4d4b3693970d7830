import { EmptyState, PageHeader, Panel } from '@kontor/ui';
import { Grid, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { securityKeysQuery } from '../../api/securityKeys';
import { Failure } from '../../shell/Failure';
import { AddKey } from './AddKey';
import { KeyLine } from './KeyLine';

/** One's own security keys: what the log-in asks for beside the password. */
export function SecurityPage() {
  const { t } = useTranslation();
  const { data, error } = useQuery(securityKeysQuery);
  return (
    <>
      <PageHeader title={t('security.title')} note={t('security.note')} />
      <Failure error={error} />
      {!data && !error && <Skeleton height={200} aria-label={t('shell.loading')} />}
      {data && (
        <Grid gutter="md">
          <Grid.Col span={{ base: 12, md: 7 }}>
            <Panel title={t('security.keys')}>
              {data.length === 0 ? (
                <EmptyState title={t('security.none')}>{t('security.noneAdvice')}</EmptyState>
              ) : (
                <Stack gap="sm" component="ul" p={0} m={0}>
                  {data.map((key) => (
                    <KeyLine key={key.id} securityKey={key} />
                  ))}
                </Stack>
              )}
            </Panel>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 5 }}>
            <Panel title={t('security.add')}>
              <AddKey />
            </Panel>
          </Grid.Col>
        </Grid>
      )}
    </>
  );
}
