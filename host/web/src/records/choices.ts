// What a box that searches for records shows and says at a moment.
import type { TFunction } from 'i18next';

export interface Choice {
  value: string;
  label: string;
  disabled?: boolean;
}

export interface Search {
  /** What is written in the box, and for which of it the answer below is. */
  text: string;
  asked: string;
  answer: { choices: Choice[]; more: boolean } | undefined;
  failure: 'rights' | 'other' | undefined;
  chosen: Choice | undefined;
}

/** Of a chosen record only its name is written: that asks for nothing. */
export function wordsOf(text: string, chosen: Choice | undefined): string {
  return text === chosen?.label ? '' : text.trim();
}

/** An answer to what was written before is none. */
export function isSettled({ text, asked, answer, failure, chosen }: Search): boolean {
  return (answer !== undefined || failure !== undefined) && wordsOf(text, chosen) === asked;
}

/** The records found, the chosen one always with them; a last line says that there are more. */
export function choicesOf(search: Search, t: TFunction): Choice[] {
  const { answer, chosen } = search;
  const found = isSettled(search) ? (answer?.choices ?? []) : [];
  const missing = chosen && wordsOf(search.text, chosen) === '' && !found.some(({ value }) => value === chosen.value) ? [chosen] : [];
  const more = found.length > 0 && answer?.more ? [{ value: ' more', label: t('picker.more'), disabled: true }] : [];
  return [...missing, ...found, ...more];
}

/** What stands in place of choices, and what a screen reader is told as they change. */
export function stateOf(search: Search, t: TFunction): string {
  const { answer, failure, asked } = search;
  if (!isSettled(search)) return t('picker.searching');
  if (failure) return failure === 'rights' ? t('failure.rights.advice') : t('picker.failed');
  const count = answer?.choices.length ?? 0;
  if (count > 0) return answer?.more ? `${t('picker.found', { count })} ${t('picker.more')}` : t('picker.found', { count });
  return asked === '' ? t('picker.none') : t('list.noMatch', { q: asked });
}
