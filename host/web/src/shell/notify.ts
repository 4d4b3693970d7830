import { notifications, type NotificationData } from '@mantine/notifications';
import i18next from 'i18next';

/** A notification whose close button has a name. */
export function notify(data: NotificationData): void {
  notifications.show({ ...data, closeButtonProps: { 'aria-label': i18next.t('record.close') } });
}
