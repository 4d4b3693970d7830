import { Panel } from '@kontor/ui';
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Crash } from '../../api/plugin';
import { useFormat } from '../../format';
import classes from './Plugin.module.css';

/** When its process ended by itself, why, and the last it said. */
export function Crashes({ crashes }: { crashes: Crash[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Panel title={t('plugin.crashes')}>
      {crashes.length === 0 && <Text size="sm">{t('plugin.noCrashes')}</Text>}
      <ul className={classes.list}>
        {crashes.map((crash, index) => (
          <li key={`${crash.at}-${index}`}>
            <Text size="sm">{crash.cause}</Text>
            <Text size="xs" c="dimmed">
              {format.time(crash.at)}
            </Text>
            {crash.log.length > 0 && (
              <pre className={classes.log} tabIndex={0} aria-label={t('plugin.lastWords')} role="group">
                {crash.log.map((line) => `${line.level}: ${line.text}`).join('\n')}
              </pre>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
