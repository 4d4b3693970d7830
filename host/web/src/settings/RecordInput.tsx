import { nameOf, useRecords } from '../api/records';
import { IdSelect, type IdInputProps } from './IdSelect';

/** One record of an entity. */
export function RecordInput({ entity, ...shared }: IdInputProps & { entity: string }) {
  const records = useRecords(entity, { limit: 200 });
  const choices = (records.data?.records ?? []).map((record) => ({ value: record.id, label: nameOf(record) }));
  return <IdSelect {...shared} choices={choices} />;
}
