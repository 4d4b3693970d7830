import { EmptyState, PageHeader, Panel } from '@kontor/ui';
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { menuQuery, useMenuPage } from '../../api/menu';
import { labelOf } from '../../i18n';
import { Blocks } from '../../views/Blocks';
import { GeneralActions } from '../plugin/GeneralActions';
import { SeatRefusal } from '../record/SeatRefusal';

/** What an add-on's entry of the main menu opens, drawn here from data. */
export function MenuPage() {
  const { t, i18n } = useTranslation();
  const { plugin, entry } = useParams({ from: '/addons/$plugin/menu/$entry' });
  const page = useMenuPage(plugin, entry, i18n.language);
  const known = useQuery(menuQuery).data?.find((one) => one.plugin === plugin && one.entry === entry);
  const title = page.data?.title || (known ? labelOf(known.label, i18n.language, entry) : entry);
  return (
    <>
      <PageHeader title={title} actions={page.data && <GeneralActions plugins={[plugin]} blocks={page.data.blocks} />} />
      {page.error && <SeatRefusal error={page.error} product={plugin} />}
      {page.isPending && <Skeleton height={160} aria-label={t('shell.loading')} />}
      {page.data?.blocks.length === 0 && <EmptyState title={t('panel.empty')} />}
      {page.data && page.data.blocks.length > 0 && (
        <Panel>
          <Blocks blocks={page.data.blocks} title={title} headings={2} plugin={plugin} />
        </Panel>
      )}
    </>
  );
}
