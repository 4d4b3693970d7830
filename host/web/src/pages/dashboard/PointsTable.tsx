import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { WidgetAnswer } from '../../api/types';
import { useFormat } from '../../format';
import classes from './Dashboard.module.css';

interface PointsTableProps {
  series: NonNullable<WidgetAnswer['series']>;
  caption: string;
  hidden: boolean;
}

/**
 * The numbers behind a picture; hidden ones are there for those who do not see it. What scrolls is a
 * group, since the widget around it is a landmark of the same name already.
 */
export function PointsTable({ series, caption, hidden }: PointsTableProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const labels = [...new Set(series.flatMap((one) => one.points.map((point) => point.label)))];
  return (
    <div
      className={hidden ? 'visually-hidden' : classes.scroll}
      {...(!hidden && { tabIndex: 0, role: 'group', 'aria-label': caption })}
    >
      <Table>
        <Table.Caption className="visually-hidden">{caption}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('dashboard.point')}</Table.Th>
            {series.map((one) => (
              <Table.Th key={one.name} scope="col">
                {one.name || t('dashboard.value')}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {labels.map((label) => (
            <Table.Tr key={label}>
              <Table.Th scope="row">{label}</Table.Th>
              {series.map((one) => (
                <Table.Td key={one.name}>{valueAt(one.points, label, format.number)}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function valueAt(points: { label: string; value: number | null }[], label: string, format: (value: number) => string) {
  const value = points.find((point) => point.label === label)?.value;
  return value === null || value === undefined ? '–' : format(value);
}
