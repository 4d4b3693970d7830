import { ActionIcon, Button, Fieldset, Group, Stack } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface LinesProps {
  title: string;
  addLabel: string;
  /** Undefined: no more of them. */
  onAdd: (() => void) | undefined;
  removeLabel: (place: number) => string;
  /** Undefined: the last one stays. */
  onRemove: ((place: number) => void) | undefined;
  children: ReactNode[];
}

/** A list of things that are chosen one below the other. */
export function Lines({ title, addLabel, onAdd, removeLabel, onRemove, children }: LinesProps) {
  return (
    <Fieldset legend={title} variant="unstyled">
      <Stack gap="xs">
        {children.map((child, place) => (
          <Group key={place} gap={4} wrap="nowrap" align="flex-start">
            <Stack gap={4} flex={1}>
              {child}
            </Stack>
            {onRemove && (
              <ActionIcon variant="subtle" color="gray" mt={4} aria-label={removeLabel(place)} onClick={() => onRemove(place)}>
                <IconX size={15} />
              </ActionIcon>
            )}
          </Group>
        ))}
        {onAdd && (
          <Group>
            <Button size="compact-sm" variant="subtle" leftSection={<IconPlus size={14} />} onClick={onAdd}>
              {addLabel}
            </Button>
          </Group>
        )}
      </Stack>
    </Fieldset>
  );
}
