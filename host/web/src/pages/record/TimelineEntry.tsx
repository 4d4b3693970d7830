import { Tag, type Tone } from '@kontor/ui';
import { Group, Text } from '@mantine/core';
import {
  IconCalendar,
  IconMail,
  IconMessage,
  IconNote,
  IconPhoneIncoming,
  IconPhoneOutgoing,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { usePluginTexts } from '../../api/texts';
import type { KontorRecord } from '../../api/types';
import { useFormat } from '../../format';
import { restOf } from './restOf';
import classes from './Timeline.module.css';

const tones: Record<string, Tone> = {
  delivered: 'good',
  answered: 'good',
  sent: 'info',
  queued: 'neutral',
  given: 'good',
  renewed: 'good',
  withdrawn: 'warn',
  refused: 'warn',
  expired: 'warn',
  failed: 'bad',
  undelivered: 'bad',
  missed: 'warn',
};

/** A call with its length, a message with its delivery: one line of a record's history. */
export function TimelineEntry({ activity }: { activity: KontorRecord }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const textOf = usePluginTexts();
  const { kind, summary, body, occurred_at, duration_s, state, direction, plugin } = activity.fields;
  const more = restOf(String(summary ?? ''), String(body ?? ''));
  const stateKey = `timeline.state.${String(state)}`;
  return (
    <li className={classes.entry} data-kind={String(kind)}>
      <span className={classes.icon} aria-hidden="true">
        <KindIcon kind={String(kind)} outgoing={direction === 'out' || direction === 'outgoing' || direction === 'outbound'} />
      </span>
      <div className={classes.words}>
        <Group gap="xs">
          <Text component="span" fw={550}>
            {String(summary || t('timeline.entry'))}
          </Text>
          {typeof duration_s === 'number' && duration_s > 0 && (
            <Text component="span" size="sm" c="dimmed">
              {format.duration(duration_s)}
            </Text>
          )}
          {typeof state === 'string' && state !== '' && (
            <Tag tone={tones[state] ?? 'neutral'}>
              {textOf(String(plugin ?? ''), state) ?? (i18n.exists(stateKey) ? t(stateKey as 'timeline.state.sent') : state)}
            </Tag>
          )}
        </Group>
        {more && (
          <Text size="sm" className={classes.more}>
            {more}
          </Text>
        )}
        <Text size="xs" c="dimmed">
          {format.time(String(occurred_at ?? activity.created_at ?? ''))}
        </Text>
      </div>
    </li>
  );
}

function KindIcon({ kind, outgoing }: { kind: string; outgoing: boolean }) {
  const size = 16;
  if (kind === 'call') return outgoing ? <IconPhoneOutgoing size={size} /> : <IconPhoneIncoming size={size} />;
  if (kind === 'sms') return <IconMessage size={size} />;
  if (kind === 'mail') return <IconMail size={size} />;
  if (kind === 'meeting') return <IconCalendar size={size} />;
  return <IconNote size={size} />;
}
