import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { WidgetAnswer } from '../../api/types';
import { useFormat } from '../../format';
import classes from './Dashboard.module.css';

export function Figure({ figure }: { figure: NonNullable<WidgetAnswer['figure']> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const unit = figure.unit ?? '';
  const plain = figure.value === null ? '–' : `${format.number(figure.value)}${unit === '%' ? ' %' : unit && ` ${unit}`}`;
  return (
    <>
      <p className={classes.figure}>{figure.formatted || plain}</p>
      {typeof figure.target === 'number' && (
        <Text size="xs" c="dimmed">
          {t('dashboard.target', { value: format.number(figure.target) })}
        </Text>
      )}
      {typeof figure.previous === 'number' && (
        <Text size="xs" c="dimmed">
          {t('dashboard.previous', { value: format.number(figure.previous) })}
        </Text>
      )}
    </>
  );
}
