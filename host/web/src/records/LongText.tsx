import { Fragment } from 'react';
import { useNames } from '../api/records';
import { linesOf } from './lines';
import { ReferenceLink } from './ReferenceLink';

/** A text with its lines; records that it names by their address are links. */
export function LongText({ text }: { text: string }) {
  const lines = linesOf(text);
  const wanted: Record<string, string[]> = {};
  for (const { record } of lines) {
    if (record) wanted[record.entity] = [...(wanted[record.entity] ?? []), record.id];
  }
  const names = useNames(wanted);
  return (
    <>
      {lines.map(({ text: line, record }, index) => (
        <Fragment key={index}>
          {index > 0 && <br />}
          {record ? <ReferenceLink entity={record.entity} id={record.id} name={names.get(record.id)} /> : line}
        </Fragment>
      ))}
    </>
  );
}
