import { EmptyState, PageHeader } from '@kontor/ui';
import { Button, Menu, SimpleGrid, Skeleton } from '@mantine/core';
import { IconPlus, IconPuzzle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePreferences, useSavePreferences } from '../../api/preferences';
import type { Period } from '../../api/types';
import { widgetsQuery } from '../../api/widgets';
import { labelOf } from '../../i18n';
import { Failure } from '../../shell/Failure';
import { GeneralActions } from '../plugin/GeneralActions';
import { board, keyOf, withWidget } from './board';
import { periodOf } from './periods';
import { PeriodPicker } from './PeriodPicker';
import { Widget } from './Widget';
import classes from './Dashboard.module.css';

export function DashboardPage() {
  const { t, i18n } = useTranslation();
  const [period, setPeriod] = useState<Period>(() => periodOf('year'));
  const widgets = useQuery(widgetsQuery);
  const preferences = usePreferences();
  const save = useSavePreferences();
  const { shown, others } = board(widgets.data ?? [], preferences);

  return (
    <>
      <PageHeader
        title={t('nav.dashboard')}
        actions={
          <>
            {others.length > 0 && (
              <Menu position="bottom-end">
                <Menu.Target>
                  <Button variant="default" leftSection={<IconPlus size={16} />}>
                    {t('dashboard.add', { count: others.length })}
                  </Button>
                </Menu.Target>
                <Menu.Dropdown className={classes.choice}>
                  {others.map((one) => (
                    <Menu.Item key={keyOf(one)} onClick={() => save.mutate(withWidget(preferences, one, true))}>
                      {labelOf(one.name, i18n.language)}
                    </Menu.Item>
                  ))}
                </Menu.Dropdown>
              </Menu>
            )}
            <GeneralActions plugins={shown.map(({ plugin }) => plugin)} />
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
            parameters={preferences.widget_parameters?.[keyOf(one)] ?? {}}
            onParameters={(parameters) =>
              save.mutate({
                ...preferences,
                widget_parameters: { ...preferences.widget_parameters, [keyOf(one)]: parameters },
              })
            }
            onHide={() => save.mutate(withWidget(preferences, one, false))}
          />
        ))}
      </div>
      {widgets.data?.length === 0 && (
        <EmptyState icon={<IconPuzzle size={30} />} title={t('dashboard.empty')}>
          <Link to="/addons">{t('dashboard.emptyAdvice')}</Link>
        </EmptyState>
      )}
    </>
  );
}
