import { Stack, Text, Title } from '@mantine/core';
import { IconDatabase, IconFileImport, IconKey, IconPuzzle, IconSettings, IconWorld } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { entitiesQuery } from '../../api/entities';
import type { Labels, Permissions, Plugin, RecordPermission } from '../../api/types';
import { labelOf } from '../../i18n';
import type { SettingsSchema } from '../../settings/schema';
import classes from './Permission.module.css';

interface PermissionListProps {
  permissions: Permissions;
  contributes?: Plugin['contributes'];
  uses?: Plugin['uses'];
  /** Names the settings that addresses are written into. */
  schema?: SettingsSchema | null | undefined;
}

/**
 * The manifest's permissions as sentences an administrator can say yes or no to, and what it keeps
 * and reads by what it contributes.
 */
export function PermissionList({ permissions, contributes, uses = [], schema }: PermissionListProps) {
  const { t, i18n } = useTranslation();
  const { records = [], egress = [], secrets = [], operations = [] } = permissions;
  const operationLines = operations.filter((one) => i18n.exists(`permission.operation.${one.replace('.', '_')}`));
  const { entities = [], import_formats: formats = [] } = contributes ?? {};
  const nameOfSetting = (name: string) => labelOf(schema?.properties?.[name]?.['x-labels'], i18n.language, name);
  const none = uses.length + entities.length + formats.length + records.length + egress.length + secrets.length + operationLines.length === 0;
  return (
    <div>
      <Title order={3} mb="xs">
        {t('permission.title')}
      </Title>
      {none && <Text size="sm">{t('permission.none')}</Text>}
      <ul className={classes.list}>
        {records.map((one) => (
          <RecordLine key={`${one.entity}-${one.purpose}-${one.verbs.join()}`} permission={one} />
        ))}
        {egress.map((one) => (
          <Line key={one.host ?? one.setting} icon={<IconWorld size={17} />} reason={one.reason}>
            {one.host
              ? t('permission.egress', { peer: one.port ? `${one.host}:${one.port}` : one.host })
              : t('permission.egressSetting', { setting: nameOfSetting(one.setting ?? '') })}
          </Line>
        ))}
        {secrets.map((one) => (
          <Line key={one.name} icon={<IconKey size={17} />} reason={one.reason}>
            {t('permission.secret', { name: one.name })}
          </Line>
        ))}
        {uses.map((one) => (
          <Line key={one.name} icon={<IconPuzzle size={17} />}>
            {t('permission.service', { service: one.name })}
          </Line>
        ))}
        {entities.map((one) => (
          <Line key={one.name} icon={<IconDatabase size={17} />}>
            {t('permission.ownRecords', { entity: labelOf(one.label, i18n.language, one.name) })}
          </Line>
        ))}
        {formats.map((one) => (
          <Line key={one.name} icon={<IconFileImport size={17} />}>
            {t('permission.importFormat', { format: labelOf(one.label, i18n.language, one.name) })}
          </Line>
        ))}
        {operationLines.map((one) => (
          <Line key={one} icon={<IconSettings size={17} />}>
            {t(`permission.operation.${one.replace('.', '_') as 'timeline_add'}`)}
          </Line>
        ))}
      </ul>
    </div>
  );
}

function RecordLine({ permission }: { permission: RecordPermission }) {
  const { t, i18n } = useTranslation();
  const entity = useQuery(entitiesQuery).data?.find((one) => one.entity === permission.entity);
  const list = new Intl.ListFormat(i18n.language);
  const many = labelOf(entity?.labels_many ?? entity?.labels, i18n.language, permission.entity);
  const verbs = list.format(
    permission.verbs.map((verb) =>
      (i18n.exists(`permission.verb.${verb}`) ? t(`permission.verb.${verb as 'read'}`) : verb).toLocaleLowerCase(i18n.language),
    ),
  );
  const fields = list.format(
    permission.fields.map((name) =>
      i18n.exists(`permission.column.${name}`)
        ? t(`permission.column.${name as 'created_at'}`)
        : labelOf(entity?.fields.find((one) => one.name === name)?.labels, i18n.language, name),
    ),
  );
  const purpose = i18n.exists(`purpose.${permission.purpose}`)
    ? t(`purpose.${permission.purpose as 'marketing'}`)
    : permission.purpose;
  const basis = i18n.exists(`basis.${permission.legal_basis}`)
    ? t(`basis.${permission.legal_basis as 'consent'}`)
    : permission.legal_basis;
  return (
    <Line icon={<IconDatabase size={17} />} reason={permission.reason}>
      {begun(t('permission.records', { verbs, entity: many.toLocaleLowerCase(i18n.language), fields }), i18n.language)}
      <Text size="xs" c="dimmed">
        {t('permission.purpose', { purpose, basis })}
      </Text>
    </Line>
  );
}

// A sentence begins with a capital, whichever verb comes first.
function begun(sentence: string, language: string): string {
  return sentence.charAt(0).toLocaleUpperCase(language) + sentence.slice(1);
}

function Line({ icon, reason, children }: { icon: ReactNode; reason?: Labels; children: ReactNode }) {
  const { t, i18n } = useTranslation();
  return (
    <li className={classes.line}>
      <span className={classes.icon} aria-hidden="true">
        {icon}
      </span>
      <Stack gap={1}>
        <Text size="sm" component="div">
          {children}
        </Text>
        {reason && (
          <Text size="xs" c="dimmed">
            {t('permission.why', { reason: labelOf(reason, i18n.language) })}
          </Text>
        )}
      </Stack>
    </li>
  );
}
