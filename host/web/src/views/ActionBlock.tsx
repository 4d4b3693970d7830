import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Group, Stack } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../api/actions';
import { pluginsQuery } from '../api/plugins';
import { queryClient } from '../api/queryClient';
import type { Contribution, ViewBlock } from '../api/types';
import { labelOf } from '../i18n';
import { SeatRefusal } from '../pages/record/SeatRefusal';
import { askedBy, type SettingsSchema } from '../settings/schema';
import { SettingInputs } from '../settings/SettingInputs';
import { useInputs } from '../settings/useInputs';
import { waysOf } from '../settings/ways';
import classes from './ActionBlock.module.css';
import { ActionOutcome } from './ActionOutcome';

/** An action of the plugin whose view this is; where it has a preview, that is asked first. */
export function ActionBlock({ block, plugin }: { block: ViewBlock; plugin: string }) {
  const plugins = useQuery(pluginsQuery).data ?? [];
  const contribution = plugins
    .find(({ id }) => id === plugin)
    ?.contributes?.actions?.find(({ name }) => name === block.action);
  return contribution ? <ActionForm block={block} plugin={plugin} contribution={contribution} /> : null;
}

interface ActionFormProps {
  block: Pick<ViewBlock, 'text' | 'record' | 'given' | 'preview'>;
  plugin: string;
  contribution: Contribution;
}

/** The form of an action, made from the schema of its input. */
export function ActionForm({ block, plugin, contribution }: ActionFormProps) {
  const { t, i18n } = useTranslation();
  const run = useAction();
  const look = useAction();
  const given = block.given ?? {};
  const schema = contribution.input as SettingsSchema | undefined;
  const asked = askedBy(schema, given);
  const inputs = useInputs(asked, {}, waysOf(schema, given));
  const [key, setKey] = useState(() => crypto.randomUUID());
  const label = block.text || labelOf(contribution.label, i18n.language, contribution.name);
  const preview = block.preview || contribution.preview;
  const mayRun = !preview || look.isSuccess;

  function begin() {
    setKey(crypto.randomUUID());
    look.reset();
    run.reset();
  }

  function submit(event: FormEvent) {
    const wish = inputs.submitted(event);
    if (!wish) return;
    const request = { plugin, record: block.record ?? null, input: { ...given, ...wish } };
    if (!mayRun && preview) {
      look.mutate({ ...request, action: preview });
      return;
    }
    run.mutate(
      { ...request, action: contribution.name, key },
      {
        onSuccess: () => {
          inputs.empty();
          setKey(crypto.randomUUID());
          look.reset();
          void queryClient.invalidateQueries({ queryKey: ['plugins', 'menu', plugin] });
        },
      },
    );
  }

  return (
    <form onSubmit={submit} noValidate aria-label={label}>
      <Stack gap="sm" maw={640}>
        <SettingInputs inputs={inputs} plugin={plugin} onChange={begin} />
        {look.data && (
          <Alert color="blue" role="status" className={classes.message}>
            {look.data.message}
          </Alert>
        )}
        {run.isSuccess && <ActionOutcome action={contribution.name} answer={run.data} />}
        {(look.error ?? run.error) && <SeatRefusal error={look.error ?? run.error} product={plugin} />}
        <Group>
          <Button
            type="submit"
            size={asked.length === 0 ? 'compact-sm' : 'sm'}
            variant={asked.length === 0 || !mayRun ? 'default' : 'filled'}
            loading={run.isPending || look.isPending}
          >
            <span className={classes.label}>{mayRun ? label : t('action.preview')}</span>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
