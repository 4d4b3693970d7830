import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { fieldNamed, groupFields, groupOf, groupsMax, isDate, parts } from './draft';
import { Lines } from './Lines';
import type { PartProps } from './part';
import { useReportWords } from './useReportWords';

/** By what the records are put into rows; a date by its days to years. */
export function Groups({ entity, draft, onChange }: PartProps) {
  const { t } = useTranslation();
  const { nameOfField } = useReportWords(entity);
  const fields = groupFields(entity);
  const names = draft.groups.map((group) => group.split(':')[0] ?? '');
  const free = fields.find(({ name }) => !names.includes(name));
  const put = (place: number, group: string) =>
    onChange({ groups: draft.groups.map((one, at) => (at === place ? group : one)) });
  return (
    <Lines
      title={t('reports.groups')}
      addLabel={t('reports.addGroup')}
      onAdd={draft.groups.length < groupsMax && free ? () => onChange({ groups: [...draft.groups, groupOf(free)] }) : undefined}
      removeLabel={(place) => t('reports.removeGroup', { number: place + 1 })}
      onRemove={(place) => onChange({ groups: draft.groups.filter((_, at) => at !== place) })}
    >
      {draft.groups.map((group, place) => {
        const [name, part] = group.split(':');
        const field = fieldNamed(entity, name);
        return (
          <div key={place}>
            <Select
              aria-label={t('reports.group', { number: place + 1 })}
              searchable
              allowDeselect={false}
              data={fields
                .filter((one) => one.name === name || !names.includes(one.name))
                .map((one) => ({ value: one.name, label: nameOfField(one) }))}
              value={name ?? null}
              onChange={(value) => {
                const chosen = fieldNamed(entity, value ?? undefined);
                if (chosen) put(place, groupOf(chosen));
              }}
            />
            {isDate(field) && (parts as readonly string[]).includes(part ?? '') && (
              <Select
                mt={4}
                aria-label={t('reports.partOf', { number: place + 1 })}
                allowDeselect={false}
                data={parts.map((one) => ({ value: one, label: t(`reports.parts.${one}`) }))}
                value={part ?? null}
                onChange={(value) => value && put(place, `${name ?? ''}:${value}`)}
              />
            )}
          </div>
        );
      })}
    </Lines>
  );
}
