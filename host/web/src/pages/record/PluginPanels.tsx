import { Panel } from '@kontor/ui';
import { Skeleton, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useOffered, usePanel, type Offered } from '../../api/contributions';
import type { KontorRecord } from '../../api/types';
import { labelOf } from '../../i18n';
import { Blocks } from '../../views/Blocks';
import { SeatRefusal } from './SeatRefusal';

/** What plugins show about this record, drawn here from data. */
export function PluginPanels({ record }: { record: KontorRecord }) {
  const offered = useOffered('panels', record.entity);
  return (
    <>
      {offered.map((one) => (
        <PluginPanel key={`${one.plugin}/${one.contribution.name}`} offered={one} record={record} />
      ))}
    </>
  );
}

function PluginPanel({ offered, record }: { offered: Offered; record: KontorRecord }) {
  const { t, i18n } = useTranslation();
  const panel = usePanel(offered, record, i18n.language);
  const title = panel.data?.title || labelOf(offered.contribution.label, i18n.language, offered.contribution.name);
  return (
    <Panel title={title}>
      {panel.error && <SeatRefusal error={panel.error} product={offered.plugin} />}
      {panel.isPending && <Skeleton height={64} aria-label={t('shell.loading')} />}
      {panel.data?.blocks.length === 0 && <Text size="sm">{t('panel.empty')}</Text>}
      {panel.data && <Blocks blocks={panel.data.blocks} title={title} plugin={offered.plugin} />}
    </Panel>
  );
}
