import { Panel } from '@kontor/ui';
import { Anchor, Button, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useGaps, type Gap } from '../../api/plugin';
import { collectionOf } from '../../collections';
import { useFormat } from '../../format';
import { Failure } from '../../shell/Failure';
import classes from './Plugin.module.css';

/** What went on without this add-on although it should have seen it. */
export function Gaps({ plugin }: { plugin: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const pages = useGaps(plugin);
  const gaps = pages.data?.pages.flatMap((page) => page.gaps) ?? [];
  const total = pages.data?.pages[0]?.total ?? 0;
  return (
    <Panel title={total > 0 ? t('plugin.gapsCount', { number: total }) : t('plugin.gaps')}>
      <Failure error={pages.error} />
      {pages.data && gaps.length === 0 && <Text size="sm">{t('plugin.noGaps')}</Text>}
      <ul className={classes.list}>
        {gaps.map((gap, index) => (
          <li key={`${gap.at}-${index}`}>
            <Text size="sm">{gap.reason}</Text>
            <Text size="xs" c="dimmed">
              {gap.contribution} · {format.time(gap.at)} <RecordLink gap={gap} />
            </Text>
          </li>
        ))}
      </ul>
      {pages.hasNextPage && (
        <Button variant="subtle" size="compact-sm" onClick={() => void pages.fetchNextPage()}>
          {t('list.more')}
        </Button>
      )}
    </Panel>
  );
}

function RecordLink({ gap }: { gap: Gap }) {
  const { t } = useTranslation();
  const { record } = gap;
  const collection = record && collectionOf(record.entity);
  if (!record || !collection) return null;
  return (
    <Anchor
      size="xs"
      renderRoot={(props) => (
        <Link to="/$collection/$id" params={{ collection, id: record.id }} {...props} />
      )}
    >
      {t('record.open')}
    </Anchor>
  );
}
