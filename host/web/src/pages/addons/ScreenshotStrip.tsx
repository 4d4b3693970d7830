import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Screenshot } from '../../api/types';
import { labelOf } from '../../i18n';
import classes from './Screenshots.module.css';

interface ScreenshotStripProps {
  shots: Screenshot[];
  name: string;
  onOpen: (at: number) => void;
}

/** Small pictures of an add-on in one row; each opens larger. Their place is kept while they load. */
export function ScreenshotStrip({ shots, name, onOpen }: ScreenshotStripProps) {
  const { t, i18n } = useTranslation();
  if (shots.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('addons.screenshots.none')}
      </Text>
    );
  }
  return (
    <ul className={classes.strip} aria-label={t('addons.screenshots.of', { name })}>
      {shots.map((shot, at) => (
        <li key={shot.path}>
          <button type="button" className={classes.open} aria-haspopup="dialog" onClick={() => onOpen(at)}>
            <img
              className={classes.small}
              src={shot.path}
              alt={labelOf(shot.caption, i18n.language)}
              width={shot.width}
              height={shot.height}
              loading="lazy"
              decoding="async"
            />
          </button>
        </li>
      ))}
    </ul>
  );
}
