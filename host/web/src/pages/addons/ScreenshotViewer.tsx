import { Dialog } from '@kontor/ui';
import { ActionIcon, Group, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Screenshot } from '../../api/types';
import { labelOf } from '../../i18n';
import classes from './Screenshots.module.css';
import { pictureAfter } from './screenshots';

interface ScreenshotViewerProps {
  shots: Screenshot[];
  at: number;
  onMove: (at: number) => void;
  onClose: () => void;
}

/** One picture as large as there is room, and the way to its neighbours, also by the arrow keys. */
export function ScreenshotViewer({ shots, at, onMove, onClose }: ScreenshotViewerProps) {
  const { t, i18n } = useTranslation();
  const shot = shots[at];
  if (!shot) return null;
  const caption = labelOf(shot.caption, i18n.language);
  const go = (key: string) => onMove(pictureAfter(key, at, shots.length));
  return (
    <Dialog size="68rem" onClose={onClose} title={caption} closeLabel={t('record.close')}>
      <div onKeyDown={(event) => go(event.key)}>
        <img
          key={shot.path}
          className={classes.large}
          src={shot.path}
          alt={caption}
          width={shot.width}
          height={shot.height}
        />
        {shots.length > 1 && (
          <Group justify="center" mt="sm" gap="md">
            <ActionIcon
              variant="default"
              data-autofocus
              aria-label={t('addons.screenshots.previous')}
              aria-disabled={at === 0}
              onClick={() => go('ArrowLeft')}
            >
              <IconChevronLeft size={18} />
            </ActionIcon>
            <Text size="sm" role="status">
              {t('addons.screenshots.at', { number: at + 1, total: shots.length })}
            </Text>
            <ActionIcon
              variant="default"
              aria-label={t('addons.screenshots.next')}
              aria-disabled={at === shots.length - 1}
              onClick={() => go('ArrowRight')}
            >
              <IconChevronRight size={18} />
            </ActionIcon>
          </Group>
        )}
      </div>
    </Dialog>
  );
}
