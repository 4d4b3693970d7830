import { Button, CloseButton, Group, Stack, Text } from '@mantine/core';
import { IconPhoneIncoming, IconPhoneOutgoing } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ScreenPop } from '../api/types';
import classes from './CallCards.module.css';
import { CallControls } from './CallControls';

interface CallCardsProps {
  calls: ScreenPop[];
  onDismiss: (callId: string) => void;
}

/** Who is calling, at once, without taking the keyboard from what one is doing. */
export function CallCards({ calls, onDismiss }: CallCardsProps) {
  const { t } = useTranslation();
  return (
    <aside className={classes.stack} aria-label={t('call.cards')} aria-live="assertive">
      {calls.map((call) => (
        <CallCard key={call.call_id} call={call} onDismiss={() => onDismiss(call.call_id)} />
      ))}
    </aside>
  );
}

function CallCard({ call, onDismiss }: { call: ScreenPop; onDismiss: () => void }) {
  const { t, i18n } = useTranslation();
  const outgoing = call.direction === 'out' || call.direction === 'outgoing' || call.direction === 'outbound';
  const state = i18n.exists(`call.state.${call.state}`)
    ? t(`call.state.${call.state as 'ringing'}`)
    : call.state;
  return (
    <div className={classes.card} data-call={call.call_id} data-state={call.state}>
      <Group wrap="nowrap" gap="sm" align="flex-start">
        <span className={classes.icon} aria-hidden="true">
          {outgoing ? <IconPhoneOutgoing size={18} /> : <IconPhoneIncoming size={18} />}
        </span>
        <div className={classes.words}>
          <Text size="xs" c="dimmed">
            {outgoing ? t('call.outgoing') : t('call.incoming')} · {state}
          </Text>
          <Text fw={650} size="lg">
            {call.number || t('call.hidden')}
          </Text>
        </div>
        <CloseButton ml="auto" aria-label={t('call.dismiss')} onClick={onDismiss} />
      </Group>
      <CallControls call={call} />
      {call.matches.length === 0 ? <Unknown number={call.number} /> : <Known call={call} onOpen={onDismiss} />}
    </div>
  );
}

function Known({ call, onOpen }: { call: ScreenPop; onOpen: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack gap={4} mt="sm">
      {call.matches.length > 1 && (
        <Text size="xs" c="dimmed">
          {t('call.several', { count: call.matches.length })}
        </Text>
      )}
      {call.matches.map((person) => (
        <Link
          key={person.id}
          to="/$collection/$id"
          params={{ collection: 'persons', id: person.id }}
          className={classes.person}
          onClick={onOpen}
        >
          <span className={classes.name}>{person.name}</span>
          {person.organisation && <span className={classes.organisation}>{person.organisation}</span>}
        </Link>
      ))}
    </Stack>
  );
}

function Unknown({ number }: { number: string }) {
  const { t } = useTranslation();
  const search = { create: true, phone: number };
  return (
    <>
      <Text size="sm" mt="xs">
        {t('call.unknown')}
      </Text>
      <Group gap="xs" mt="sm">
        <Button
          size="compact-sm"
          renderRoot={(props) => (
            <Link to="/$collection" params={{ collection: 'persons' }} search={search} {...props} />
          )}
        >
          {t('create.persons')}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          renderRoot={(props) => (
            <Link to="/$collection" params={{ collection: 'leads' }} search={search} {...props} />
          )}
        >
          {t('create.leads')}
        </Button>
      </Group>
    </>
  );
}
