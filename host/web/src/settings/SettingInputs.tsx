import { SettingInput } from './SettingInput';
import type { Inputs } from './useInputs';

interface SettingInputsProps {
  inputs: Inputs;
  plugin: string;
  /** A field the host refused, and in which words. */
  refused?: { name: string; why: string | undefined } | undefined;
  onChange?: () => void;
}

/** Every input of a form made from a schema, in its order. */
export function SettingInputs({ inputs: { settings, values, errors, change }, plugin, refused, onChange }: SettingInputsProps) {
  return settings.map((setting, place) => (
    <SettingInput
      key={setting.name}
      setting={setting}
      plugin={plugin}
      first={place === 0}
      value={values[setting.name]}
      error={errors[setting.name] ?? (refused?.name === setting.name ? refused.why : undefined)}
      onChange={(value) => {
        change(setting.name, value);
        onChange?.();
      }}
    />
  ));
}
