import { PageHeader, Panel } from '@kontor/ui';
import { Button, Checkbox, Grid, Select, Stack, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState, type FormEvent } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { entitiesQuery } from '../../api/entities';
import { useCreateRecord, useUpdateRecord } from '../../api/records';
import { useSession } from '../../api/session';
import type { KontorRecord } from '../../api/types';
import { labelOf } from '../../i18n';
import { focusFirstWrong } from '../../settings/focusFirstWrong';
import { AnchorLink } from '../../shell/AnchorLink';
import { Failure } from '../../shell/Failure';
import { Conditions } from './Conditions';
import { bodyOf, emptyDraft, fieldsOf, type Draft } from './draft';
import { Figures } from './Figures';
import { Groups } from './Groups';
import { Look } from './Look';
import { Measures } from './Measures';

interface ReportEditorProps {
  draft: Draft;
  /** The report that is changed; without it a new one is made. */
  record?: KontorRecord;
  onDone?: () => void;
}

const afterTypingMs = 300;

/** Puts a report together; what it shows is seen as one chooses. */
export function ReportEditor({ draft: given, record, onDone }: ReportEditorProps) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const me = useSession().data?.user.id;
  const entities = useQuery(entitiesQuery).data ?? [];
  const [draft, setDraft] = useState(given);
  const [nameless, setNameless] = useState(false);
  const create = useCreateRecord('report');
  const update = useUpdateRecord('report');
  const entity = entities.find((one) => one.entity === draft.of);
  const body = useMemo(() => bodyOf(draft), [draft]);
  const [shown] = useDebouncedValue(body, afterTypingMs);
  const change = (some: Partial<Draft>) => setDraft((before) => ({ ...before, ...some }));

  function submit(event: FormEvent) {
    event.preventDefault();
    flushSync(() => setNameless(draft.name.trim() === ''));
    if (draft.name.trim() === '') {
      focusFirstWrong(event.currentTarget);
      return;
    }
    const fields = fieldsOf(draft);
    if (record) {
      update.mutate({ id: record.id, version: record.version, fields }, { onSuccess: () => onDone?.() });
    } else {
      create.mutate(
        { ...fields, ...(me && { owner: me }) },
        { onSuccess: ({ id }) => void navigate({ to: '/reports/$id', params: { id } }) },
      );
    }
  }

  return (
    <>
      <AnchorLink size="sm" to="/reports">
        {t('reports.title')}
      </AnchorLink>
      <PageHeader title={record ? t('reports.editTitle', { name: given.name }) : t('reports.create')} />
      <Grid gutter="md">
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Panel title={t('reports.setUp')}>
            <form onSubmit={submit} noValidate aria-label={t('reports.setUp')}>
              <Stack gap="md">
                <TextInput
                  name="name"
                  label={t('reports.name')}
                  required
                  maxLength={200}
                  value={draft.name}
                  error={nameless && t('reports.nameless')}
                  onChange={(event) => change({ name: event.currentTarget.value })}
                />
                <Select
                  label={t('reports.of')}
                  searchable
                  allowDeselect={false}
                  data={entities.map((one) => ({
                    value: one.entity,
                    label: labelOf(one.labels_many, i18n.language, one.entity),
                  }))}
                  value={draft.of}
                  onChange={(of) => of && of !== draft.of && change({ ...emptyDraft(of), name: draft.name, shared: draft.shared })}
                />
                {entity && (
                  <>
                    <Groups entity={entity} draft={draft} onChange={change} />
                    <Measures entity={entity} draft={draft} onChange={change} />
                    <Conditions entity={entity} draft={draft} onChange={change} />
                    <Look entity={entity} draft={draft} onChange={change} />
                  </>
                )}
                <Checkbox
                  label={t('reports.share')}
                  description={t('reports.shareWhat')}
                  checked={draft.shared}
                  onChange={(event) => change({ shared: event.currentTarget.checked })}
                />
                <Failure error={create.error ?? update.error} />
                <Button type="submit" loading={create.isPending || update.isPending}>
                  {t('reports.save')}
                </Button>
                {onDone && (
                  <Button variant="default" onClick={onDone}>
                    {t('record.cancel')}
                  </Button>
                )}
              </Stack>
            </form>
          </Panel>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Figures report={shown} name={draft.name || t('reports.preview')} />
        </Grid.Col>
      </Grid>
    </>
  );
}
