import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { WidgetAnswer } from '../../api/types';
import { useFormat } from '../../format';
import classes from './Dashboard.module.css';

type Shown = NonNullable<WidgetAnswer['figure']>;

/** A figure's numbers as the rest of the app writes them; those of an amount are money. */
function useWritten(unit: string) {
  const format = useFormat();
  if (/^[A-Z]{3}$/.test(unit)) return (value: number) => format.units(value, unit);
  return (value: number) => `${format.number(value)}${unit && ` ${unit}`}`;
}

export function Figure({ figure }: { figure: Shown }) {
  const { t } = useTranslation();
  const written = useWritten(figure.unit ?? '');
  return (
    <>
      <p className={classes.figure}>{figure.formatted || (figure.value === null ? '–' : written(figure.value))}</p>
      {typeof figure.target === 'number' && (
        <Text size="xs" c="dimmed">
          {t('dashboard.target', { value: written(figure.target) })}
        </Text>
      )}
      {typeof figure.previous === 'number' && (
        <Text size="xs" c="dimmed">
          {t('dashboard.previous', { value: written(figure.previous) })}
        </Text>
      )}
    </>
  );
}
