import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Offered } from '../../api/contributions';
import type { KontorRecord } from '../../api/types';
import { labelOf } from '../../i18n';
import { ActionDialog } from './ActionDialog';

/** Actions of plugins, on a record or on none; each opens the form of its input. */
export function ActionMenu({ offered, record = null }: { offered: Offered[]; record?: KontorRecord | null }) {
  const { t, i18n } = useTranslation();
  const [chosen, setChosen] = useState<Offered>();
  const opener = useRef<HTMLButtonElement>(null);
  const nameOf = ({ contribution }: Offered) => labelOf(contribution.label, i18n.language, contribution.name);

  // The item that was chosen is gone when its form is: the focus goes back to the menu's button then.
  function open(one: Offered) {
    opener.current?.focus();
    setChosen(one);
  }

  return (
    <>
      <Menu position="bottom-end" withinPortal returnFocus={chosen === undefined}>
        <Menu.Target>
          <Button ref={opener} variant="default" rightSection={<IconChevronDown size={16} />}>
            {t('record.actions')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {offered.map((one) => (
            <Menu.Item key={`${one.plugin}/${one.contribution.name}`} onClick={() => open(one)}>
              {nameOf(one)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {chosen && (
        <ActionDialog offered={chosen} record={record} onClose={() => setChosen(undefined)} />
      )}
    </>
  );
}
