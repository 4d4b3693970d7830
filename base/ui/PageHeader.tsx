import { Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './PageHeader.module.css';

interface PageHeaderProps {
  title: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
}

/** The one h1 of a page, what it is about, and what can be done there. */
export function PageHeader({ title, note, actions }: PageHeaderProps) {
  return (
    <Group className={classes.header} justify="space-between" align="flex-end">
      <div className={classes.words}>
        <Title order={1}>{title}</Title>
        {note !== undefined && (
          <Text c="dimmed" size="sm" component="div">
            {note}
          </Text>
        )}
      </div>
      {actions !== undefined && <Group gap="xs">{actions}</Group>}
    </Group>
  );
}
