import { ProblemMessage } from '@kontor/ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem';

/** A refusal of the host with its title and detail, and what the reader can do about it. */
export function Failure({ error, children }: { error: unknown; children?: ReactNode }) {
  const { t } = useTranslation();
  if (error === null || error === undefined) return null;
  const problem = error instanceof Problem ? error : undefined;
  const advice = {
    0: t('failure.unreachable.advice'),
    400: t('failure.input.advice'),
    401: t('failure.login.advice'),
    403: t('failure.rights.advice'),
    404: t('failure.missing.advice'),
    409: t('failure.conflict.advice'),
    412: t('failure.conflict.advice'),
    413: t('failure.large.advice'),
    422: t('failure.input.advice'),
    429: t('failure.busy.advice'),
    502: t('failure.peer.advice'),
    503: t('failure.busy.advice'),
    500: t('failure.internal.advice'),
  }[problem?.status ?? 500];
  const title = problem?.status === 0 ? t('failure.unreachable.title') : problem?.title;
  return (
    <ProblemMessage title={title ?? t('failure.title')} detail={problem?.body.detail} advice={advice}>
      {children}
    </ProblemMessage>
  );
}
