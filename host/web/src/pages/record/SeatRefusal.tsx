import { ProblemMessage } from '@kontor/ui';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../api/problem';
import { useMay } from '../../api/rights';
import { useAskForSeat } from '../../api/seats';
import type { Holder } from '../../api/types';
import { useFormat } from '../../format';
import { AnchorLink } from '../../shell/AnchorLink';
import { Failure } from '../../shell/Failure';
import { WaitForSeat } from './WaitForSeat';

/** A refusal for want of a seat names who holds them; each can be asked for theirs. */
export function SeatRefusal({ error, product }: { error: unknown; product: string }) {
  const { t } = useTranslation();
  const mayAssign = useMay('seats.manage');
  if (!(error instanceof Problem)) return <Failure error={error} />;
  if (error.code === 'no-seat-assigned') {
    return (
      <ProblemMessage title={t('seats.unassigned')} advice={mayAssign ? undefined : t('seats.unassignedAdvice')}>
        {mayAssign && (
          <AnchorLink size="sm" to="/addons/$plugin" params={{ plugin: product }}>
            {t('seats.giveOut')}
          </AnchorLink>
        )}
      </ProblemMessage>
    );
  }
  if (error.code !== 'no-free-seat') return <Failure error={error} />;
  return (
    <ProblemMessage title={t('seats.taken')} detail={t('seats.takenDetail')}>
      <Stack gap={6} mt="sm" component="ul" p={0} m={0}>
        {error.holders.map((holder) => (
          <HolderLine key={holder.subject} holder={holder} product={product} />
        ))}
      </Stack>
      <WaitForSeat product={product} />
    </ProblemMessage>
  );
}

function HolderLine({ holder, product }: { holder: Holder; product: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const ask = useAskForSeat(product);
  return (
    <Group component="li" justify="space-between" wrap="nowrap" gap="sm">
      <div>
        <Text size="sm" fw={600}>
          {holder.name}
        </Text>
        <Text size="xs">{t('seats.since', { when: format.time(holder.since) })}</Text>
      </div>
      {ask.isSuccess ? (
        <Text size="sm" role="status">
          {t('seats.asked')}
        </Text>
      ) : (
        <Button
          size="compact-sm"
          variant="default"
          loading={ask.isPending}
          aria-label={t('seats.askName', { name: holder.name })}
          onClick={() => ask.mutate(holder.subject)}
        >
          {t('seats.ask')}
        </Button>
      )}
    </Group>
  );
}
