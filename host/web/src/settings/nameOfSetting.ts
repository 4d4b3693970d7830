import { labelOf } from '../i18n';
import type { Setting } from './schema';

/** What a setting is called in the reader's language. */
export function nameOfSetting({ name, property }: Setting, language: string): string {
  return labelOf(property['x-labels'] ?? property.title, language, name);
}
