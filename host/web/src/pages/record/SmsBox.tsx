import { Panel } from '@kontor/ui';
import { Button, Group, Select, Stack, Text, Textarea } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/actions';
import type { KontorRecord } from '../../api/types';
import { purposes, type Purpose } from './purposes';
import { SmsRefusal } from './SmsRefusal';
import { smsSize } from './smsParts';
import { useSmsQuote } from './useSmsQuote';

/** Writes one text message for a purpose; parts and price are seen before it goes. */
export function SmsBox({ record }: { record: KontorRecord }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [purpose, setPurpose] = useState<Purpose>('marketing');
  // Of this message, until it went or its words changed.
  const [key, setKey] = useState(() => crypto.randomUUID());
  const send = useAction();
  const size = smsSize(text);
  const price = useSmsQuote(send.data, size.parts);
  const ready = text.trim() !== '' && Boolean(record.fields['phone']);

  function write(next: string) {
    setText(next);
    setKey(crypto.randomUUID());
  }

  function submit() {
    send.mutate(
      { plugin: 'kontor.sms', action: 'sms.send', record, input: { text, purpose }, key },
      { onSuccess: () => write('') },
    );
  }

  return (
    <Panel title={t('sms.title')}>
      <Stack gap="sm">
        <Textarea
          label={t('sms.text')}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={1000}
          value={text}
          onChange={(event) => write(event.currentTarget.value)}
        />
        <Group justify="space-between" align="flex-end">
          <Select
            label={t('sms.purpose')}
            data={purposes.map((one) => ({ value: one, label: t(`purpose.${one}`) }))}
            value={purpose}
            allowDeselect={false}
            w={220}
            onChange={(value) => setPurpose((value ?? 'marketing') as Purpose)}
          />
          <Group gap="md">
            <Text size="xs" c="dimmed" role="status">
              {text !== '' && t('sms.size', { used: size.used, room: size.room, count: size.parts })}
              {text !== '' && size.unicode && ` · ${t('sms.unicode')}`}
              {text !== '' && price && ` · ${price}`}
            </Text>
            <Button leftSection={<IconSend size={16} />} disabled={!ready} loading={send.isPending} onClick={submit}>
              {t('sms.send')}
            </Button>
          </Group>
        </Group>
        {!record.fields['phone'] && (
          <Text size="sm" c="dimmed">
            {t('sms.noNumber')}
          </Text>
        )}
        {send.isSuccess && text === '' && (
          <Text size="sm" role="status">
            {send.data.message || t('sms.sent')}
          </Text>
        )}
        {send.error && <SmsRefusal error={send.error} record={record} purpose={purpose} onConsent={send.reset} />}
      </Stack>
    </Panel>
  );
}
