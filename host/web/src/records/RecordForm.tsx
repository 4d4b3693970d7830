import { Dialog } from '@kontor/ui';
import { Button, Group, SimpleGrid } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem';
import type { Entity, Fields, FieldValue } from '../api/types';
import { labelOf } from '../i18n';
import { focusFirstWrong } from '../settings/focusFirstWrong';
import { missingOf, waysInWords } from '../settings/ways';
import { Failure } from '../shell/Failure';
import { FieldInput } from './FieldInput';
import { enteredFields, isWide, waysOfEntity } from './fields';
import classes from './RecordForm.module.css';

interface RecordFormProps {
  title: string;
  entity: Entity;
  initial: Fields;
  saving: boolean;
  error: unknown;
  onSave: (fields: Fields) => void;
  onClose: () => void;
}

/** Create and edit: one form for every entity, made from its definition. */
export function RecordForm({ title, entity, initial, saving, error, onSave, onClose }: RecordFormProps) {
  const { t, i18n } = useTranslation();
  const [values, setValues] = useState<Fields>(initial);
  const [missing, setMissing] = useState<string[]>([]);
  const [enough, setEnough] = useState<string[]>([]);
  const fields = enteredFields(entity);
  const ways = waysOfEntity(entity);
  const refused = error instanceof Problem ? error.body : undefined;

  function submit(event: FormEvent) {
    event.preventDefault();
    const empty = fields
      .filter((field) => field.required && (values[field.name] ?? '') === '')
      .map((field) => field.name);
    const lacking = missingOf(ways, values);
    flushSync(() => {
      setMissing(empty);
      setEnough(lacking);
    });
    if (empty.length + lacking.length === 0) onSave(values);
    else focusFirstWrong(event.currentTarget);
  }

  function nameOf(name: string): string {
    return labelOf(fields.find((field) => field.name === name)?.labels, i18n.language, name);
  }

  function wrong(name: string): string | undefined {
    if (missing.includes(name)) return t('record.required');
    if (enough.includes(name)) return t('settings.rule.any', { names: waysInWords(ways, nameOf, i18n.language) });
    return refusal(refused, name);
  }

  function change(name: string, value: FieldValue) {
    setValues((before) => ({ ...before, [name]: value }));
    setMissing((before) => before.filter((one) => one !== name));
    if (enough.includes(name)) setEnough([]);
  }

  return (
    <Dialog onClose={onClose} title={title} size="lg" closeLabel={t('record.close')}>
      <form onSubmit={submit} noValidate>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="sm">
          {fields.map((field, place) => (
            <div key={field.name} className={isWide(field) ? classes.wide : undefined}>
              <FieldInput
                field={field}
                first={place === 0}
                value={values[field.name]}
                error={wrong(field.name)}
                onChange={(value) => change(field.name, value)}
              />
            </div>
          ))}
        </SimpleGrid>
        <div className={classes.failure}>
          <Failure error={error} />
        </div>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            {t('record.cancel')}
          </Button>
          <Button type="submit" loading={saving}>
            {t('record.save')}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}

// The host names the field it refused, and begins its sentence with that name.
function refusal(refused: Problem['body'] | undefined, field: string): string | undefined {
  if (refused?.field !== field) return undefined;
  return refused.detail?.replace(`${field}: `, '');
}
