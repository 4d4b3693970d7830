import { PageHeader } from '@kontor/ui';
import { Button, Skeleton } from '@mantine/core';
import { IconCopy, IconPencil } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isMissing } from '../../api/problem';
import { useRecord } from '../../api/records';
import { useSession } from '../../api/session';
import type { KontorRecord } from '../../api/types';
import { AnchorLink } from '../../shell/AnchorLink';
import { Failure } from '../../shell/Failure';
import { NotFoundPage } from '../NotFoundPage';
import { bodyOf, draftOf, emptyDraft } from './draft';
import { Figures } from './Figures';
import { ReportEditor } from './ReportEditor';
import { ReportExport } from './ReportExport';
import { ReportRemoval } from './ReportRemoval';

export function ReportPage() {
  const { id } = useParams({ from: '/reports/$id' });
  if (id === 'new') return <ReportEditor key="new" draft={emptyDraft('deal')} />;
  return <Saved key={id} id={id} />;
}

function Saved({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data, error } = useRecord('report', id);
  if (isMissing(error)) return <NotFoundPage what={t('failure.missing.advice')} />;
  return (
    <>
      <Failure error={error} />
      {!data && !error && <Skeleton height={300} aria-label={t('shell.loading')} />}
      {data && <Report record={data} />}
    </>
  );
}

/** A saved report. Its owner may change it; everybody else makes a copy of it. */
function Report({ record }: { record: KontorRecord }) {
  const { t } = useTranslation();
  const me = useSession().data?.user.id;
  const [mode, setMode] = useState<'show' | 'edit' | 'copy'>('show');
  const draft = useMemo(() => draftOf(record), [record]);
  const body = useMemo(() => bodyOf(draft), [draft]);
  const owner = record.fields['owner'];
  const mine = owner === undefined || owner === null || owner === me;
  if (mode !== 'show') {
    return (
      <ReportEditor
        draft={mode === 'copy' ? { ...draft, name: t('reports.copyOf', { name: draft.name }), shared: false } : draft}
        {...(mode === 'edit' && { record })}
        onDone={() => setMode('show')}
      />
    );
  }
  return (
    <>
      <AnchorLink size="sm" to="/reports">
        {t('reports.title')}
      </AnchorLink>
      <PageHeader
        title={draft.name}
        actions={
          <>
            <ReportExport report={body} />
            <Button variant="default" leftSection={<IconCopy size={16} />} onClick={() => setMode('copy')}>
              {t('reports.copy')}
            </Button>
            {mine && <ReportRemoval record={record} name={draft.name} />}
            {mine && (
              <Button leftSection={<IconPencil size={16} />} onClick={() => setMode('edit')}>
                {t('reports.edit')}
              </Button>
            )}
          </>
        }
      />
      <Figures report={body} name={draft.name} />
    </>
  );
}
