import { Dialog } from '@kontor/ui';
import { Button, Group, SimpleGrid } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem';
import type { Entity, Fields } from '../api/types';
import { focusFirstWrong } from '../settings/focusFirstWrong';
import { Failure } from '../shell/Failure';
import { FieldInput } from './FieldInput';
import { enteredFields, isWide } from './fields';
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
  const { t } = useTranslation();
  const [values, setValues] = useState<Fields>(initial);
  const [missing, setMissing] = useState<string[]>([]);
  const fields = enteredFields(entity);
  const refused = error instanceof Problem ? error.body : undefined;

  function submit(event: FormEvent) {
    event.preventDefault();
    const empty = fields
      .filter((field) => field.required && (values[field.name] ?? '') === '')
      .map((field) => field.name);
    flushSync(() => setMissing(empty));
    if (empty.length === 0) onSave(values);
    else focusFirstWrong(event.currentTarget);
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
                error={missing.includes(field.name) ? t('record.required') : refusal(refused, field.name)}
                onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
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
