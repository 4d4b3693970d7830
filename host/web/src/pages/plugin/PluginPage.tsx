import { PageHeader, Panel } from '@kontor/ui';
import { Box, Grid, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { pluginQuery } from '../../api/plugin';
import { isMissing } from '../../api/problem';
import { Handbook } from '../../handbook/Handbook';
import { labelOf } from '../../i18n';
import { SettingsForm } from '../../settings/SettingsForm';
import { AnchorLink } from '../../shell/AnchorLink';
import { Failure } from '../../shell/Failure';
import { NotFoundPage } from '../NotFoundPage';
import { PermissionList } from '../addons/PermissionList';
import { PluginState } from '../addons/PluginState';
import { Screenshots } from '../addons/Screenshots';
import { Crashes } from './Crashes';
import { Decisions } from './Decisions';
import { Gaps } from './Gaps';
import { GeneralActions } from './GeneralActions';
import { LastChange } from './LastChange';
import { Layers } from './Layers';
import { NamedSeats } from './NamedSeats';
import { SecretsForm } from './SecretsForm';
import { Workings } from './Workings';

/** All an administrator decides about one add-on, and all there is to judge it by. */
export function PluginPage() {
  const { t, i18n } = useTranslation();
  const { plugin: id } = useParams({ from: '/addons/$plugin' });
  const plugin = useQuery(pluginQuery(id));
  if (isMissing(plugin.error)) return <NotFoundPage what={t('failure.missing.advice')} />;
  if (plugin.error) return <Failure error={plugin.error} />;
  if (!plugin.data) return <Skeleton height={240} aria-label={t('shell.loading')} />;
  const { data } = plugin;
  return (
    <>
      <AnchorLink size="sm" to="/addons">
        {t('nav.addons')}
      </AnchorLink>
      <PageHeader
        title={labelOf(data.name, i18n.language, id)}
        note={labelOf(data.summary, i18n.language)}
        actions={<GeneralActions plugins={[id]} />}
      />
      <Decisions plugin={data} />
      {(data.handbooks ?? []).length > 0 && (
        <Box mt="md">
          <Panel title={t('handbook.title')}>
            <Handbook place={`/plugins/${id}`} />
          </Panel>
        </Box>
      )}
      <Grid gutter="md" mt="md">
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Stack gap="md">
            <SettingsForm key={JSON.stringify(data.settings)} plugin={id} schema={data.settings_schema} values={data.settings} />
            <SecretsForm plugin={id} names={data.secrets} permissions={data.permissions} />
            <NamedSeats license={data.license} />
            <Panel title={t('addons.screenshots.title')}>
              <Screenshots shots={data.screenshots ?? []} name={labelOf(data.name, i18n.language, id)} />
            </Panel>
            <Panel title={t('plugin.permissions')}>
              <PermissionList permissions={data.permissions ?? {}} contributes={data.contributes} uses={data.uses} schema={data.settings_schema} />
            </Panel>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Stack gap="md">
            <Panel title={t('plugin.workings')} actions={<PluginState plugin={data} />}>
              <Workings plugin={data} />
            </Panel>
            <LastChange change={data.last_change} />
            <Gaps plugin={id} />
            <Crashes crashes={data.crashes ?? []} />
            <Layers layers={data.layers ?? []} />
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  );
}
