import type { TFunction } from 'i18next';
import { brokenRule, type Setting, type Settings } from './schema';

/** What is wrong with each setting, in the reader's words; empty when nothing is. */
export function problemsOf(settings: Setting[], values: Settings, t: TFunction): Record<string, string> {
  const found: Record<string, string> = {};
  for (const setting of settings) {
    const broken = brokenRule(setting, values[setting.name]);
    if (broken) found[setting.name] = t(`settings.rule.${broken.rule}`, { limit: broken.limit ?? 0 });
  }
  return found;
}
