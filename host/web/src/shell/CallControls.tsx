import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../api/actions';
import type { ScreenPop } from '../api/types';
import { ActionRefused } from '../pages/record/ActionRefused';

type Verb = 'hold' | 'resume' | 'transfer' | 'hang_up';

const led = ['answered', 'held', 'parked'];

/** What one may do with a call at one's own telephone while it lasts. */
export function CallControls({ call }: { call: ScreenPop }) {
  const { t } = useTranslation();
  const order = useAction();
  const [to, setTo] = useState('');
  if (!led.includes(call.state)) return null;
  const send = (verb: Verb, more: Record<string, string> = {}) =>
    order.mutate({
      plugin: 'kontor.telephony',
      action: `telephony.${verb}`,
      record: null,
      input: { call_id: call.call_id, ...more },
    });
  const waits = call.state !== 'answered';
  return (
    <>
      <Group gap="xs" mt="sm">
        <Button
          size="compact-sm"
          variant="default"
          disabled={order.isPending}
          onClick={() => send(waits ? 'resume' : 'hold')}
        >
          {waits ? t('call.resume') : t('call.hold')}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          color="red"
          disabled={order.isPending}
          onClick={() => send('hang_up')}
        >
          {t('call.hangUp')}
        </Button>
      </Group>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (to) send('transfer', { to });
        }}
      >
        <Group gap="xs" mt="xs" wrap="nowrap">
          <TextInput
            size="xs"
            aria-label={t('call.transferTo')}
            placeholder={t('call.transferTo')}
            value={to}
            maxLength={40}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
          <Button size="compact-sm" variant="default" type="submit" disabled={!to || order.isPending}>
            {t('call.transfer')}
          </Button>
        </Group>
      </form>
      <ActionRefused error={order.error} product="kontor.telephony" onClose={order.reset} />
    </>
  );
}
