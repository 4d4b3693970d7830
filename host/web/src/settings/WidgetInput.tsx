import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { widgetsQuery } from '../api/widgets';
import { labelOf } from '../i18n';
import { IdSelect, type IdInputProps } from './IdSelect';

/** One of the widgets of the plugin whose form this is. */
export function WidgetInput({ plugin, ...props }: IdInputProps & { plugin: string }) {
  const { i18n } = useTranslation();
  const widgets = useQuery(widgetsQuery).data ?? [];
  const choices = widgets
    .filter((one) => one.plugin === plugin)
    .map(({ widget, name }) => ({ value: widget, label: labelOf(name, i18n.language, widget) }));
  return <IdSelect {...props} choices={choices} />;
}
