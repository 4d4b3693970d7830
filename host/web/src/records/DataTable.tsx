import { Table, type TableProps } from '@mantine/core';
import classes from './DataTable.module.css';

interface DataTableProps extends TableProps {
  caption: string;
  /** It shows what was, until what was asked for is there. */
  stale?: boolean;
}

/** A table under a name, which scrolls in itself, by the keyboard too. */
export function DataTable({ caption, stale = false, children, ...table }: DataTableProps) {
  return (
    <div className={classes.scroll} data-stale={stale} role="region" aria-label={caption} tabIndex={0}>
      <Table className={classes.table} verticalSpacing={6} horizontalSpacing="md" {...table}>
        <Table.Caption className="visually-hidden">{caption}</Table.Caption>
        {children}
      </Table>
    </div>
  );
}
