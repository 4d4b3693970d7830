import { useEffect } from 'react';
import { usePreferences } from '../api/preferences';
import { changeLanguage, isLocale } from '../i18n';

/** Speaks the language this user chose before, on whatever device. */
export function useKeptLanguage(): void {
  const { language } = usePreferences();
  useEffect(() => {
    if (isLocale(language)) changeLanguage(language);
  }, [language]);
}
