import { PageHeader } from '@kontor/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportPreview } from '../../api/types';
import { ChooseFile } from './ChooseFile';
import { ImportProgress } from './ImportProgress';
import { MapColumns } from './MapColumns';

export interface Chosen {
  entity: string;
  file: File;
  format?: string | undefined;
  preview: ImportPreview;
}

/** Choose a file, say what its columns are, watch it go in, read what became of each row. */
export function ImportPage() {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<Chosen>();
  const [run, setRun] = useState<string>();

  function again() {
    setChosen(undefined);
    setRun(undefined);
  }

  return (
    <>
      <PageHeader title={t('nav.import')} note={t('import.note')} />
      {run ? (
        <ImportProgress id={run} onAgain={again} />
      ) : chosen ? (
        <MapColumns chosen={chosen} onStarted={setRun} onBack={again} />
      ) : (
        <ChooseFile onChosen={setChosen} />
      )}
    </>
  );
}
