import { useState, type FormEvent } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { focusFirstWrong } from './focusFirstWrong';
import { problemsOf } from './problems';
import { written, type Setting, type Settings } from './schema';

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
export function useInputs(settings: Setting[], given: Settings = {}): Inputs {
  const { t } = useTranslation();
  const [values, setValues] = useState<Settings>(given);
  const [errors, setErrors] = useState<Record<string, string>>({});
  return {
    settings,
    values,
    errors,
    change: (name, value) => {
      setValues((before) => ({ ...before, [name]: value }));
      setErrors(({ [name]: _, ...others }) => others);
    },
    empty: () => setValues({}),
    submitted: (event) => {
      event.preventDefault();
      const found = problemsOf(settings, values, t);
      flushSync(() => setErrors(found));
      if (Object.keys(found).length === 0) return written(settings, values);
      focusFirstWrong(event.currentTarget);
      return undefined;
    },
  };
}
