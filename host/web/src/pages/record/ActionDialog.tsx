import { Dialog } from '@kontor/ui';
import { useTranslation } from 'react-i18next';
import type { Offered } from '../../api/contributions';
import type { KontorRecord } from '../../api/types';
import { labelOf } from '../../i18n';
import { ActionForm } from '../../views/ActionBlock';

interface ActionDialogProps {
  offered: Offered;
  record: KontorRecord | null;
  onClose: () => void;
}

/** The form of one action over the page, and what came of it. */
export function ActionDialog({ offered: { plugin, contribution }, record, onClose }: ActionDialogProps) {
  const { t, i18n } = useTranslation();
  return (
    <Dialog
      onClose={onClose}
      title={labelOf(contribution.label, i18n.language, contribution.name)}
      closeLabel={t('record.close')}
    >
      <ActionForm block={{ record }} plugin={plugin} contribution={contribution} />
    </Dialog>
  );
}
