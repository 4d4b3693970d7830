import { useTranslation } from 'react-i18next';
import type { PluginDetails } from '../../api/plugin';
import { useFormat } from '../../format';
import classes from './Plugin.module.css';

const mebibyte = 1024 * 1024;

/** Where it runs, how it says it does, and what it has used since it was started. */
export function Workings({ plugin }: { plugin: PluginDetails }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const health = typeof plugin.health === 'object' ? plugin.health : undefined;
  const status = health?.status ?? '';
  const { usage } = plugin;
  const facts: [string, string][] = [
    [t('plugin.mode'), plugin.mode === 'in_process' ? t('plugin.inProcess') : t('plugin.inSandbox')],
    [t('plugin.health'), i18n.exists(`plugin.feels.${status}`) ? t(`plugin.feels.${status as 'ok'}`) : status],
  ];
  if (health?.detail) facts.push([t('plugin.detail'), health.detail]);
  if (usage) {
    facts.push(
      [t('plugin.cpu'), t('plugin.seconds', { number: format.number(usage.cpu_ms / 1000) })],
      [t('plugin.memory'), t('plugin.mebibytes', { number: format.number(usage.memory_bytes / mebibyte) })],
      [t('plugin.calls'), format.number(usage.calls)],
      [t('plugin.hostCalls'), format.number(usage.host_calls)],
      [t('plugin.denied'), format.number(usage.denied ?? 0)],
    );
  }
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
