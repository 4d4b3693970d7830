import 'dayjs/locale/da';
import 'dayjs/locale/ru';
import 'dayjs/locale/sv';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Labels, Locale } from './api/types';
import da from './locales/da.json';
import en from './locales/en.json';
import ru from './locales/ru.json';
import sv from './locales/sv.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
  }
}

export const locales: readonly Locale[] = ['en', 'ru', 'sv', 'da'];
const storageKey = 'kontor.language';

export function isLocale(text: string | null | undefined): text is Locale {
  return locales.includes(text as Locale);
}

function firstLanguage(): Locale {
  const kept = localStorage.getItem(storageKey);
  if (isLocale(kept)) return kept;
  return navigator.languages.map((one) => one.slice(0, 2)).find(isLocale) ?? 'en';
}

export function changeLanguage(locale: Locale): void {
  localStorage.setItem(storageKey, locale);
  void i18next.changeLanguage(locale);
}

i18next.on('languageChanged', (language) => {
  document.documentElement.lang = language;
});

void i18next.use(initReactI18next).init({
  lng: firstLanguage(),
  fallbackLng: 'en',
  resources: {
    en: { translation: en },
    ru: { translation: ru },
    sv: { translation: sv },
    da: { translation: da },
  },
  interpolation: { escapeValue: false },
});

/** Words that a definition or a manifest brought along, in the reader's language. */
export function labelOf(labels: Labels | string | undefined, language: string, fallback = ''): string {
  if (typeof labels === 'string') return labels;
  return labels?.[language as Locale] ?? labels?.en ?? Object.values(labels ?? {})[0] ?? fallback;
}
