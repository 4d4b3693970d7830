import { useTranslation } from 'react-i18next';
import { useUsers } from '../api/plugin';
import { IdSelect, type IdInputProps } from './IdSelect';

/** One of the company's users. */
export function UserInput(props: IdInputProps) {
  const { t } = useTranslation();
  const users = useUsers();
  const choices = (users.data ?? []).map((user) => ({ value: user.id, label: user.name }));
  // Somebody who is gone still stands there until somebody else is chosen.
  if (props.value && users.data && !choices.some((one) => one.value === props.value)) {
    choices.push({ value: props.value, label: t('settings.unknownUser', { id: props.value }) });
  }
  return <IdSelect {...props} choices={choices} />;
}
