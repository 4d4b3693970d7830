import { Button, Group, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../api/actions';
import type { CallControl, ScreenPop } from '../api/types';
import { ActionRefused } from '../pages/record/ActionRefused';

const led = ['answered', 'held', 'parked'];

/** What one may do with a call at one's own telephone while it lasts: the actions its plugin names. */
export function CallControls({ call }: { call: ScreenPop }) {
  const { t } = useTranslation();
  const order = useAction();
  const [to, setTo] = useState('');
  const [asking, setAsking] = useState(false);
  const { plugin, controls = {} } = call;
  const [switched, setSwitched] = useState<boolean>();
  const recording = switched ?? call.recording === true;
  if (!plugin || !led.includes(call.state)) return null;

  const send = (control: CallControl, more: Record<string, string> = {}, onSuccess?: () => void) =>
    order.mutate(
      { plugin, action: controls[control] ?? '', record: null, input: { call_id: call.call_id, ...more } },
      { onSuccess },
    );
  const button = (control: CallControl, label: string, onClick: () => void = () => send(control)) =>
    controls[control] && (
      <Button
        key={control + label}
        size="compact-sm"
        variant="default"
        color={control === 'hang_up' ? 'red' : undefined}
        disabled={order.isPending}
        onClick={onClick}
      >
        {label}
      </Button>
    );
  const numbered = (control: CallControl, label: string, more: Record<string, string>, onSuccess?: () => void) =>
    button(control, label, () => to && send(control, { to, ...more }, onSuccess));
  const blind = (event: FormEvent) => {
    event.preventDefault();
    if (to) send('transfer', { to, kind: 'blind' });
  };
  const waits = call.state !== 'answered';
  const done = () => setAsking(false);

  return (
    <>
      <Group gap="xs" mt="sm">
        {waits ? button('resume', t('call.resume')) : button('hold', t('call.hold'))}
        {!waits && button('park', t('call.park'))}
        {recording
          ? button('stop_recording', t('call.stopRecording'), () => send('stop_recording', {}, () => setSwitched(false)))
          : button('record', t('call.record'), () => send('record', {}, () => setSwitched(true)))}
        {button('hang_up', t('call.hangUp'))}
      </Group>
      {asking && (
        <Group gap="xs" mt="xs">
          {button('complete_transfer', t('call.completeTransfer'), () => send('complete_transfer', {}, done))}
          {button('cancel_transfer', t('call.cancelTransfer'), () => send('cancel_transfer', {}, done))}
        </Group>
      )}
      {(controls.transfer ?? controls.conference) && (
        <form onSubmit={blind}>
          <TextInput
            size="xs"
            mt="xs"
            aria-label={t('call.transferTo')}
            placeholder={t('call.transferTo')}
            value={to}
            maxLength={40}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
          <Group gap="xs" mt="xs">
            {numbered('transfer', t('call.transfer'), { kind: 'blind' })}
            {numbered('transfer', t('call.askFirst'), { kind: 'attended' }, () => setAsking(true))}
            {numbered('conference', t('call.conference'), {})}
          </Group>
        </form>
      )}
      <ActionRefused error={order.error} product={plugin} onClose={order.reset} />
    </>
  );
}
