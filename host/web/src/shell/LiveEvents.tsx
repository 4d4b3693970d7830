import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEvents } from '../api/events';
import { queryClient } from '../api/queryClient';
import { releaseSeat } from '../api/seats';
import type { Notice, ScreenPop } from '../api/types';
import { CallCards } from './CallCards';
import { withCall } from './calls';
import { noticeText } from './noticeText';
import { notify } from './notify';

const colors: Record<string, string> = { success: 'green', warning: 'orange', error: 'red' };

/** Listens to the host: calls become cards, notices become notifications. */
export function LiveEvents() {
  const [calls, setCalls] = useState<ScreenPop[]>([]);

  useEvents({
    screen_pop: (call: ScreenPop) => setCalls((before) => withCall(before, call)),
    notice: (notice: Notice) => show(notice),
    import: () => void queryClient.invalidateQueries({ queryKey: ['import'] }),
  });

  return (
    <CallCards
      calls={calls}
      onDismiss={(id) => setCalls((before) => before.filter((one) => one.call_id !== id))}
    />
  );
}

function show(notice: Notice): void {
  const text = noticeText(notice, i18next.t);
  if (text === undefined) return;
  const id = crypto.randomUUID();
  const asked = notice.product !== undefined && notice.kind.startsWith('seat');
  notify({
    id,
    color: colors[notice.kind] ?? 'harbour',
    autoClose: asked ? false : 8000,
    message: asked ? <SeatAsked id={id} text={text} product={notice.product ?? ''} /> : text,
  });
}

function SeatAsked({ id, text, product }: { id: string; text: string; product: string }) {
  const { t } = useTranslation();
  return (
    <>
      <Text size="sm">{text}</Text>
      <Group mt="xs">
        <Button
          size="compact-sm"
          variant="light"
          onClick={() => void releaseSeat(product).then(() => notifications.hide(id))}
        >
          {t('seats.release')}
        </Button>
      </Group>
    </>
  );
}
