import type { Preferences } from '../../api/preferences';
import type { WidgetReference } from '../../api/types';

export const keyOf = ({ plugin, widget }: Pick<WidgetReference, 'plugin' | 'widget'>) => `${plugin}/${widget}`;

/** What stands on a user's dashboard: what its add-ons propose, until the user chose otherwise. */
export function board(all: WidgetReference[], preferences: Preferences) {
  const hidden = preferences.hidden_widgets ?? [];
  const added = preferences.added_widgets ?? [];
  const stands = (one: WidgetReference) =>
    one.default ? !hidden.includes(keyOf(one)) : added.includes(keyOf(one));
  // Single figures come first, so that rows of them are full.
  const wide = (one: WidgetReference) => (one.kind === 'figure' ? 0 : 1);
  return {
    shown: all.filter(stands).sort((one, other) => wide(one) - wide(other)),
    others: all.filter((one) => !stands(one)),
  };
}

export function withWidget(preferences: Preferences, one: WidgetReference, shown: boolean): Preferences {
  const without = (keys: string[] | undefined) => (keys ?? []).filter((key) => key !== keyOf(one));
  const hidden = without(preferences.hidden_widgets);
  const added = without(preferences.added_widgets);
  if (shown && !one.default) added.push(keyOf(one));
  if (!shown && one.default) hidden.push(keyOf(one));
  return { ...preferences, hidden_widgets: hidden, added_widgets: added };
}
