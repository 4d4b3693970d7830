import { Dialog } from '@kontor/ui';
import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Offered } from '../../api/contributions';
import type { KontorRecord } from '../../api/types';
import { labelOf } from '../../i18n';
import { ActionForm } from '../../views/ActionBlock';

/** Actions of plugins that ask for something; each opens the form of its input. */
export function ActionMenu({ offered, record }: { offered: Offered[]; record: KontorRecord }) {
  const { t, i18n } = useTranslation();
  const [chosen, setChosen] = useState<Offered>();
  const nameOf = ({ contribution }: Offered) => labelOf(contribution.label, i18n.language, contribution.name);
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={16} />}>
            {t('record.actions')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {offered.map((one) => (
            <Menu.Item key={`${one.plugin}/${one.contribution.name}`} onClick={() => setChosen(one)}>
              {nameOf(one)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {chosen && (
        <Dialog onClose={() => setChosen(undefined)} title={nameOf(chosen)} closeLabel={t('record.close')}>
          <ActionForm block={{ record }} plugin={chosen.plugin} contribution={chosen.contribution} />
        </Dialog>
      )}
    </>
  );
}
