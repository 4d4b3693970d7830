import { Dialog } from '@kontor/ui';
import { useTranslation } from 'react-i18next';
import { SeatRefusal } from './SeatRefusal';

interface ActionRefusedProps {
  error: unknown;
  product: string;
  onClose: () => void;
}

/** Why a button in the heading of a page did nothing, said over the page. */
export function ActionRefused({ error, product, onClose }: ActionRefusedProps) {
  const { t } = useTranslation();
  return (
    <Dialog
      opened={error !== null}
      onClose={onClose}
      title={t('record.refused')}
      closeLabel={t('record.close')}
    >
      <SeatRefusal error={error} product={product} />
    </Dialog>
  );
}
