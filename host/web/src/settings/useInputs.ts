import { useState, type FormEvent } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { focusFirstWrong } from './focusFirstWrong';
import { problemsOf } from './problems';
import { nameOfSetting } from './nameOfSetting';
import { written, type Setting, type Settings } from './schema';
import { missingOf, waysInWords, type Ways } from './ways';

export interface Inputs {
  settings: Setting[];
  values: Settings;
  errors: Record<string, string>;
  change: (name: string, value: unknown) => void;
  empty: () => void;
  /** What is to be sent; nothing where a rule is broken, and the first such field has the focus. */
  submitted: (event: FormEvent) => Settings | undefined;
}

/** What a form made from a schema holds, and what is wrong with it. */
export function useInputs(settings: Setting[], given: Settings = {}, ways: Ways = []): Inputs {
  const { t, i18n } = useTranslation();
  const [values, setValues] = useState<Settings>(given);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const grouped = new Set(ways.flat());

  function nameOf(name: string): string {
    const setting = settings.find((one) => one.name === name);
    return setting ? nameOfSetting(setting, i18n.language) : name;
  }

  function wrong(): Record<string, string> {
    const found = problemsOf(settings, values, t);
    for (const name of missingOf(ways, values)) {
      found[name] ??= t('settings.rule.any', { names: waysInWords(ways, nameOf, i18n.language) });
    }
    return found;
  }

  return {
    settings,
    values,
    errors,
    change: (name, value) => {
      setValues((before) => ({ ...before, [name]: value }));
      // What one of several fields wants is had by filling in any of them.
      const isMended = (one: string) => one === name || (grouped.has(name) && grouped.has(one));
      setErrors((before) => Object.fromEntries(Object.entries(before).filter(([one]) => !isMended(one))));
    },
    empty: () => setValues({}),
    submitted: (event) => {
      event.preventDefault();
      const found = wrong();
      flushSync(() => setErrors(found));
      if (Object.keys(found).length === 0) return written(settings, values);
      focusFirstWrong(event.currentTarget);
      return undefined;
    },
  };
}
