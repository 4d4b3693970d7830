import { EmptyState, PageHeader } from '@kontor/ui';
import { Button, Menu, SimpleGrid, Skeleton } from '@mantine/core';
import { IconEyeOff, IconPuzzle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePreferences, useSavePreferences } from '../../api/preferences';
import type { Period, WidgetReference } from '../../api/types';
import { widgetsQuery } from '../../api/widgets';
import { labelOf } from '../../i18n';
import { Failure } from '../../shell/Failure';
import { periodOf } from './periods';
import { PeriodPicker } from './PeriodPicker';
import { Widget } from './Widget';
import classes from './Dashboard.module.css';

const keyOf = ({ plugin, widget }: WidgetReference) => `${plugin}/${widget}`;

export function DashboardPage() {
  const { t, i18n } = useTranslation();
  const [period, setPeriod] = useState<Period>(() => periodOf('year'));
  const widgets = useQuery(widgetsQuery);
  const preferences = usePreferences();
  const save = useSavePreferences();
  const hiddenKeys = preferences.hidden_widgets ?? [];
  const all = widgets.data ?? [];
  const shown = all.filter((one) => !hiddenKeys.includes(keyOf(one)));
  const hidden = all.filter((one) => hiddenKeys.includes(keyOf(one)));

  function setHidden(keys: string[]) {
    save.mutate({ ...preferences, hidden_widgets: keys });
  }

  return (
    <>
      <PageHeader
        title={t('nav.dashboard')}
        actions={
          <>
            {hidden.length > 0 && (
              <Menu position="bottom-end">
                <Menu.Target>
                  <Button variant="default" leftSection={<IconEyeOff size={16} />}>
                    {t('dashboard.hidden', { count: hidden.length })}
                  </Button>
                </Menu.Target>
                <Menu.Dropdown>
                  {hidden.map((one) => (
                    <Menu.Item
                      key={keyOf(one)}
                      onClick={() => setHidden(hiddenKeys.filter((key) => key !== keyOf(one)))}
                    >
                      {t('dashboard.show', { name: labelOf(one.name, i18n.language) })}
                    </Menu.Item>
                  ))}
                </Menu.Dropdown>
              </Menu>
            )}
            <PeriodPicker onChange={setPeriod} />
          </>
        }
      />
      <Failure error={widgets.error} />
      {widgets.isPending && (
        <SimpleGrid cols={{ base: 1, sm: 3 }} aria-hidden="true">
          <Skeleton height={130} />
          <Skeleton height={130} />
          <Skeleton height={130} />
        </SimpleGrid>
      )}
      <div className={classes.grid}>
        {shown.map((one) => (
          <Widget
            key={keyOf(one)}
            reference={one}
            period={period}
            onHide={() => setHidden([...hiddenKeys, keyOf(one)])}
          />
        ))}
      </div>
      {widgets.data && all.length === 0 && (
        <EmptyState icon={<IconPuzzle size={30} />} title={t('dashboard.empty')}>
          <Link to="/addons">{t('dashboard.emptyAdvice')}</Link>
        </EmptyState>
      )}
    </>
  );
}
