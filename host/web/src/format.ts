import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Money } from './api/types';

function minorDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** Numbers, money and times as people of the chosen language write them. */
export function useFormat() {
  const { i18n } = useTranslation();
  // Bare English would be American: month first, twelve hours.
  const locale = i18n.language === 'en' ? 'en-GB' : i18n.language;
  return useMemo(() => {
    const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
    const times = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
    const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
    const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
    const guarded = (format: Intl.DateTimeFormat, text: string) => {
      const when = new Date(text);
      return Number.isNaN(when.getTime()) ? text : format.format(when);
    };
    const money = ({ amount, currency }: Money, whole = false) => {
      const digits = minorDigits(currency);
      const fraction = whole || amount % 10 ** digits === 0 ? 0 : digits;
      return new Intl.NumberFormat(locale, {
        style: 'currency',
        currency,
        currencyDisplay: 'code',
        minimumFractionDigits: fraction,
        maximumFractionDigits: fraction,
      }).format(amount / 10 ** digits);
    };
    return {
      date: (text: string) => guarded(dates, text),
      time: (text: string) => guarded(times, text),
      clock: (text: string) => guarded(clock, text),
      number: (value: number) => numbers.format(value),
      money,
      /** Money in whole units of its currency, as widgets give it. */
      units: (value: number, currency: string) =>
        money({ amount: Math.round(value * 10 ** minorDigits(currency)), currency }),
      duration: (seconds: number) =>
        `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, '0')}`,
    };
  }, [locale]);
}
