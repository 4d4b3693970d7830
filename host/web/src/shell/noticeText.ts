import type { TFunction } from 'i18next';
import type { Notice } from '../api/types';

const texts = {
  'task.reminder': 'notice.reminder',
  'task.delegated': 'notice.delegated',
  'case.response_late': 'notice.responseLate',
  'case.resolution_late': 'notice.resolutionLate',
  'security.mass_read': 'notice.massRead',
} as const;

/** What a notice says; nothing for a kind this page does not know. */
export function noticeText(notice: Notice, t: TFunction): string | undefined {
  if (notice.text) return notice.text;
  if (!(notice.kind in texts)) return undefined;
  return t(texts[notice.kind as keyof typeof texts], { ...notice.body, entity: notice.entity });
}
