import { Group, Title } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import classes from './Panel.module.css';

interface PanelProps {
  title?: ReactNode;
  actions?: ReactNode;
  flush?: boolean;
  children: ReactNode;
}

/** A bordered sheet with an optional heading; `flush` lets a table reach its edges. */
export function Panel({ title, actions, flush = false, children }: PanelProps) {
  const id = useId();
  const named = title !== undefined;
  return (
    <section className={classes.panel} {...(named && { 'aria-labelledby': id })}>
      {named && (
        <Group className={classes.heading} justify="space-between" wrap="nowrap">
          <Title order={2} id={id} className={classes.title}>
            {title}
          </Title>
          {actions}
        </Group>
      )}
      <div className={flush ? classes.flush : classes.body}>{children}</div>
    </section>
  );
}
