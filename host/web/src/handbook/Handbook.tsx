import { Button, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { handbookQuery } from '../api/handbook';
import { Failure } from '../shell/Failure';
import { HandbookText } from './HandbookText';

/** What an administrator reads to set an add-on up, once it is asked for; `place` is where the host has it. */
export function Handbook({ place }: { place: string }) {
  const { t, i18n } = useTranslation();
  const [open, setOpen] = useState(false);
  const id = useId();
  const handbook = useQuery({ ...handbookQuery(place, i18n.language), enabled: open });
  return (
    <Stack gap="sm" align="flex-start">
      <Button variant="default" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        {t(open ? 'handbook.close' : 'handbook.read')}
      </Button>
      <div id={id} hidden={!open}>
        {open && handbook.isPending && <Skeleton height={160} aria-label={t('shell.loading')} />}
        <Failure error={handbook.error} />
        {handbook.data && (
          <div lang={handbook.data.language}>
            <HandbookText text={handbook.data.text} />
          </div>
        )}
      </div>
    </Stack>
  );
}
