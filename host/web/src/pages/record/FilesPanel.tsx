import { Panel } from '@kontor/ui';
import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { addressOfFile, useFiles } from '../../api/files';
import type { KontorRecord, RecordFile } from '../../api/types';
import { useFormat } from '../../format';
import classes from './FilesPanel.module.css';

/** What plugins keep on this record: recordings to listen to, files to save. */
export function FilesPanel({ record }: { record: KontorRecord }) {
  const { t } = useTranslation();
  const files = useFiles(record.entity, record.id).data ?? [];
  if (files.length === 0) return null;
  return (
    <Panel title={t('files.title')}>
      <ul className={classes.list}>
        {files.map((file) => (
          <File key={file.id} file={file} />
        ))}
      </ul>
    </Panel>
  );
}

function File({ file }: { file: RecordFile }) {
  const { t } = useTranslation();
  const format = useFormat();
  const address = addressOfFile(file.id);
  const played = file.content_type.startsWith('audio/');
  return (
    <li data-file={file.id}>
      <Text size="xs" c="dimmed">
        {format.time(file.created_at)}
      </Text>
      {/* A recording has no captions: what was said stands nowhere. */}
      {played && <audio controls preload="none" src={address} aria-label={t('files.listen', { name: file.name })} />}
      <Anchor size="sm" href={address} download={file.name}>
        {t('files.save', { name: file.name })}
      </Anchor>
    </li>
  );
}
